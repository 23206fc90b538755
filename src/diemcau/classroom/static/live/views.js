// Views as they arrive, put over those that are held. What says nothing new stays the object that it was.

/** The whole view after a part: of each activity in it the sites that moved, everything else as it stands there. */
export function laid(whole, part) {
  const acts = { ...whole.acts };
  for (const [id, act] of Object.entries(part.acts)) {
    acts[id] = act.sites ? { ...act, sites: moved((acts[id] || {}).sites, act.sites) } : act;
  }
  return { ...whole, pos: part.pos, sitting: part.sitting, acts };
}

function moved(sites, news) {
  const rows = { ...sites, ...news };
  for (const [id, row] of Object.entries(news)) if (row === null) delete rows[id];
  return rows;
}

/** A whole view in which an activity that is said again word for word is the one that was known. */
export function settled(known, view) {
  const acts = {};
  for (const [id, act] of Object.entries(view.acts)) {
    const before = known && known.acts[id];
    acts[id] = before && !act.sites && JSON.stringify(before) === JSON.stringify(act) ? before : act;
  }
  return { ...view, acts };
}

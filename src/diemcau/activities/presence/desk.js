// The roll for those above: the control room by province, the lecturer not at all.

import { count, el, head, say, when } from "/static/live/frame.js";

export function lecturer() {
  return null;
}

/** Sites by province in code order; one province is open at a time. */
export function control(ctx) {
  const { act, roster, draft } = ctx;
  if (!act.of) return null;
  const known = roster.sites || {};
  const codeOf = (id) => (known[id] || {}).province || "";
  const sums = {}; // province → {present, of}
  for (const [id, row] of Object.entries(act.sites || {})) {
    const sum = (sums[codeOf(id)] = sums[codeOf(id)] || { present: 0, of: 0 });
    sum.present += row.present;
    sum.of += row.of;
  }
  const codes = Object.keys(sums).filter((code) => sums[code].of).sort();
  const named = ([id, row]) => ({ ...row, no: (known[id] || {}).no || Number(id), name: (known[id] || {}).name || say("presence.site_no", { no: id }) });
  const sitesOf = (code) => Object.entries(act.sites).filter(([id]) => codeOf(id) === code).map(named);
  const table = (sites) =>
    el(
      "table",
      { class: "tally" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("presence.site")), el("th", { scope: "col", class: "num" }, say("presence.present")), el("th", { scope: "col", class: "num" }, say("presence.marked")), el("th", { scope: "col", class: "num" }, say("presence.of")))),
      el("tbody", {}, sites.sort((a, b) => a.no - b.no).map((row) => el("tr", {}, el("th", { scope: "row" }, row.name), el("td", { class: "num" }, count(row.present)), el("td", { class: "num" }, count(row.marked)), el("td", { class: "num" }, count(row.of))))),
    );
  const part = (code) => {
    const toggle = () => {
      draft.open = draft.open === code ? null : code;
      ctx.redraw();
    };
    const name = code ? (roster.provinces || {})[code] || code : say("presence.centre");
    return el("section", {}, el("button", { type: "button", class: "row-button", "aria-expanded": String(draft.open === code), onclick: toggle, "data-key": `open-${code}` }, el("span", {}, name), el("span", { class: "num" }, say("presence.here", { n: count(sums[code].present), of: count(sums[code].of) }))), draft.open === code ? table(sitesOf(code)) : null);
  };
  return el(
    "section",
    { class: "card stack" },
    head(2, say("presence.title"), el("span", { class: "count" }, `${say("presence.here", { n: count(act.present), of: count(act.of) })} · ${when(ctx.now())}`)),
    codes.length === 1 ? table(sitesOf(codes[0])) : codes.map(part),
  );
}

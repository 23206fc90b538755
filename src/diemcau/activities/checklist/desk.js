// How many rooms are ready, on the desks of those who steer; control room and provinces see which are not, and why.

import { count, el, head, say } from "/static/live/frame.js";

const SHOWN = 40;

function counts({ ready, trouble, begun, of }) {
  const more = { trouble: count(trouble), part: count(begun - ready - trouble), none: count(of - begun) };
  return [el("p", { class: "count" }, say("checklist.counts", { ready: count(ready), of: count(of) })), el("p", { class: "muted" }, say("checklist.counts.more", more))];
}

export function lecturer({ act, sitting }) {
  if (!act.begun || (sitting && sitting.phase !== "open")) return null;
  return el("section", { class: "card" }, el("h2", {}, say("checklist.title")), counts(act));
}

/** Sites of this desk in code order: [{id, no, name}]. */
function inOrder({ act, roster, me }, test) {
  const sites = Object.entries(roster.sites || {}).filter(([, site]) => me.role !== "province" || site.province === me.province);
  const wanted = sites.filter(([id]) => test((act.sites || {})[id]));
  return wanted.map(([id, site]) => ({ id, ...site })).sort((a, b) => ((a.province || "") < (b.province || "") ? -1 : (a.province || "") > (b.province || "") ? 1 : a.no - b.no));
}

function list(sites, line) {
  return [el("ul", { class: "own" }, sites.slice(0, SHOWN).map(line)), sites.length > SHOWN ? el("p", { class: "muted" }, say("checklist.more", { n: count(sites.length - SHOWN) })) : null];
}

export function control(ctx) {
  const { act } = ctx;
  if (!act.begun) return null;
  const bad = inOrder(ctx, (row) => row && (row.fit === "trouble" || Object.keys(row.trouble).length));
  const none = inOrder(ctx, (row) => !row);
  const line = (site) => {
    const row = act.sites[site.id];
    const wrong = Object.keys(row.trouble).map((item) => el("p", { class: "warn" }, `▲ ${say(`checklist.item.${item}`)}${row.trouble[item] ? `: ${row.trouble[item]}` : ""}`));
    return el("li", {}, el("p", {}, el("strong", {}, `${site.no}. ${site.name}`), " ", row.fit === "trouble" ? el("span", { class: "pill warn" }, say("checklist.fit.trouble")) : null), wrong);
  };
  return el(
    "section",
    { class: "card stack checklist" },
    head(2, say("checklist.title")),
    counts(act),
    bad.length ? [el("h3", {}, say("checklist.in_trouble")), list(bad, line)] : null,
    none.length ? el("details", { "data-key": "checklist-none" }, el("summary", {}, `○ ${say("checklist.not_begun", { n: count(none.length) })}`), list(none, (site) => el("li", {}, `${site.no}. ${site.name}`))) : null,
  );
}

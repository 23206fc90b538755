// Obstacles for those who steer: counts.

import { count, el, head, say } from "/static/live/frame.js";

export function lecturer({ act }) {
  if (!act.n) return null;
  const rows = Object.entries(act.areas).map(([area, n]) => el("tr", {}, el("th", { scope: "row" }, say(`obstacle.area.${area}`)), el("td", { class: "num" }, count(n))));
  return el("section", { class: "card stack" }, head(2, say("obstacle.heading"), el("span", { class: "count" }, say("obstacle.total", { n: count(act.n), site: count(act.scopes.site || 0), own: count(act.scopes.own || 0) }))), el("table", { class: "tally" }, el("tbody", {}, rows)));
}

export function control({ act }) {
  return act.n ? el("section", { class: "card" }, el("p", { class: "count" }, say("obstacle.from_sites", { n: count(act.n), sites: count(Object.keys(act.sites).length) }))) : null;
}

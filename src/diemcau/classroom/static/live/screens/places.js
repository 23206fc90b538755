// What the control room knows of each site, put together from the views of the kinds.

import { count, say, when } from "../frame.js";

const SETTLED = ["confirmed", "checked", "locked"];

/** Sites of this desk in the order of the plan, each with what every kind says of it. */
export function sitesOf(app) {
  const acts = app.acts();
  const part = (kind, id) => ((acts[kind] || {}).sites || {})[id];
  const sites = (app.roster && app.roster.sites) || {};
  return Object.keys(sites)
    .map((id) => {
      const own = part("sitting", id) || {};
      const sheet = part("headcount", id) || {};
      return {
        id: Number(id),
        ...sites[id],
        silent: own.silent || 0,
        help: own.help || "",
        heard: app.heard ? app.heard[id] : undefined, // ms ago; undefined: never, or not known
        roll: part("presence", id) || null,
        sheet,
        level: sheet.s || "",
        settled: SETTLED.includes(sheet.s),
        turn: part("floor", id),
      };
    })
    .sort((a, b) => (a.province || "").localeCompare(b.province || "") || a.no - b.no);
}

/** Name of a province in running text; the centre's own sites have none. */
export function provinceName(app, code) {
  if (!code) return say("live.control.centre");
  return ((app.roster && app.roster.provinces) || {})[code] || code;
}

/** Sites by province, in code order: [{code, sites}]. */
export function byProvince(sites) {
  const groups = [];
  for (const site of sites) {
    const last = groups[groups.length - 1];
    if (last && last.code === (site.province || "")) last.sites.push(site);
    else groups.push({ code: site.province || "", sites: [site] });
  }
  return groups;
}

// A site that was never heard is not "heard": three different words.
function lineLight(app, site) {
  if (site.silent) return ["bad", "✕", say("live.light.silent", { span: when.span(app.now() - site.silent) })];
  if (site.heard !== undefined) return ["good", "●", say("live.light.heard", { span: when.span(site.heard) })];
  return ["", "○", say(app.heard ? "live.light.never" : "live.light.unknown")];
}

/** Four lights of a site: [{key, sort, sign, words}]; words and shape first, colour last. */
export function lights(app, site) {
  const line = lineLight(app, site);
  const help = site.help ? ["warn", "▲", say(`live.trouble.${site.help}`)] : ["", "○", say("live.light.no_help")];
  const { roll } = site;
  const marked = roll ? say("live.light.roll", { present: count(roll.present), marked: count(roll.marked), of: count(roll.of) }) : say("live.light.no_roll");
  const rollSort = !roll || !roll.marked ? ["", "○"] : roll.marked < roll.of ? ["wait", "◐"] : ["good", "✓"];
  const sheetSort = site.settled ? ["good", "✓"] : site.level === "entered" ? ["wait", "◐"] : ["", "○"];
  return [
    { key: "line", sort: line[0], sign: line[1], words: line[2] },
    { key: "help", sort: help[0], sign: help[1], words: help[2] },
    { key: "roll", sort: rollSort[0], sign: rollSort[1], words: marked },
    { key: "sheet", sort: sheetSort[0], sign: sheetSort[1], words: say(`live.level.${site.level || "none"}`) },
  ];
}

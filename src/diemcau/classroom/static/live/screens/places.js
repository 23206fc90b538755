// What the control room knows of each site, put together from the views of the kinds.

import { count, fold, say, when } from "../frame.js";

const SETTLED = ["confirmed", "checked", "locked"];

const KINDS = ["sitting", "presence", "headcount"];
const NONE = {};

/** Sites of this desk in the order of the plan, each with what the kinds say of it.
 *
 * A site of which nothing new is said stays the same object.
 */
export class Sites {
  constructor(app) {
    this.app = app;
    this.version = -1;
    this.list = [];
    this.rows = [];
    this.names = {}; // site → what a search looks through
  }

  /** Number and name of a site as a search reads them. */
  folded({ id, no, name }) {
    if (!this.names[id]) this.names[id] = fold(`${no} ${name}`);
    return this.names[id];
  }

  update() {
    const { app } = this;
    const acts = app.acts();
    const rows = KINDS.map((kind) => (acts[kind] || NONE).sites || NONE);
    const fresh = this.version !== app.rosterVersion;
    if (fresh) {
      this.list = this.plan();
      this.names = {};
    }
    if (fresh || rows.some((row, n) => row !== this.rows[n])) this.list = this.list.map((site) => told(site, rows));
    this.version = app.rosterVersion;
    this.rows = rows;
    return this.list;
  }

  plan() {
    const sites = Object.entries((this.app.roster && this.app.roster.sites) || NONE).map(([id, site]) => ({ ...site, id: Number(id), province: site.province || "" }));
    return sites.sort((a, b) => (a.province < b.province ? -1 : a.province > b.province ? 1 : a.no - b.no));
  }
}

function told(site, rows) {
  const [own, roll, sheet] = rows.map((row) => row[site.id] || NONE);
  if (site.own === own && site.roll === roll && site.sheet === sheet) return site;
  return { ...site, own, roll, sheet, silent: own.silent || 0, help: own.help || "", level: sheet.s || "", settled: SETTLED.includes(sheet.s) };
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
    if (last && last.code === site.province) last.sites.push(site);
    else groups.push({ code: site.province, sites: [site] });
  }
  return groups;
}

// A site that was never heard is not "heard": three different words.
function lineLight(app, site) {
  if (site.silent) return ["bad", "✕", say("live.light.silent", { span: when.span(app.now() - site.silent) })];
  const heard = app.heard ? app.heard[site.id] : undefined; // ms ago; undefined: never, or not known
  if (heard !== undefined) return ["good", "●", say("live.light.heard", { span: when.span(heard) })];
  return ["", "○", say(app.heard ? "live.light.never" : "live.light.unknown")];
}

/** Four lights of a site: [{key, sort, sign, words}]; words and shape first, colour last. */
export function lights(app, site) {
  const line = lineLight(app, site);
  const help = site.help ? ["warn", "▲", say(`live.trouble.${site.help}`)] : ["", "○", say("live.light.no_help")];
  const { roll } = site;
  const marked = roll.of ? say("live.light.roll", { present: count(roll.present), marked: count(roll.marked), of: count(roll.of) }) : say("live.light.no_roll");
  const rollSort = !roll.marked ? ["", "○"] : roll.marked < roll.of ? ["wait", "◐"] : ["good", "✓"];
  const sheetSort = site.settled ? ["good", "✓"] : site.level === "entered" ? ["wait", "◐"] : ["", "○"];
  return [
    { key: "line", sort: line[0], sign: line[1], words: line[2] },
    { key: "help", sort: help[0], sign: help[1], words: help[2] },
    { key: "roll", sort: rollSort[0], sign: rollSort[1], words: marked },
    { key: "sheet", sort: sheetSort[0], sign: sheetSort[1], words: say(`live.level.${site.level || "none"}`) },
  ];
}

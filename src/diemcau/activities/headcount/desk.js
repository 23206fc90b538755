// The headcount for those above: the province checks, the centre locks.

import { arrived, byWords, pill, sentence, settled } from "/static/kinds/headcount.js";
import { count, el, field, head, say, when } from "/static/live/frame.js";

export function lecturer({ act }) {
  if (!act.settled) return null;
  return el("section", { class: "card" }, el("p", { class: "count" }, say("headcount.lecturer", { people: count(act.people), settled: count(act.settled), rooms: count(act.rooms) })));
}

// --- province and control room -----------------------------------------------------------------------------

/** "còn 3/10 xã chưa chốt · 08:12", and the sites that are no communes. */
function openLine(act, now) {
  const main = act.of ? (act.open ? say("headcount.open", { open: count(act.open), of: count(act.of) }) : say("headcount.open_none", { of: count(act.of) })) : "";
  const other = act.open_other ? say("headcount.open_other", { open: count(act.open_other), of: count(act.other) }) : "";
  return [main, other, now ? when(now) : ""].filter(Boolean).join(" · ");
}

function siteRow(ctx, id, known) {
  const row = ctx.act.sites[id] || { s: "" };
  const mayCheck = row.s === "confirmed" && (ctx.me.role === "province" || !known.province);
  const mayLock = ctx.me.role === "operator" && row.s === "checked";
  const notes = [row.at ? `${byWords(row.by)} ${when(row.at)}` : "", row.differs ? `▲ ${say("headcount.differs")}` : "", row.fixed ? say("headcount.fixed_n", { n: count(row.fixed) }) : ""].filter(Boolean);
  return el(
    "li",
    { class: "sheet-row" },
    el("span", { class: "sheet-who" }, el("span", {}, known.name || say("headcount.site_no", { no: id })), row.present === undefined ? null : el("small", {}, sentence(row)), notes.length ? el("small", {}, notes.join(" · ")) : null),
    pill(row.s),
    mayCheck ? el("button", { type: "button", "data-key": `check-${id}`, onclick: () => ctx.send("check", { site: id }) }, say("headcount.check")) : null,
    mayLock ? el("button", { type: "button", "data-key": `lock-${id}`, onclick: () => ctx.send("lock", { site: id }) }, say("headcount.lock")) : null,
  );
}

function siteList(ctx, sites) {
  const shown = ctx.draft.only ? sites.filter(([id]) => !settled((ctx.act.sites[id] || { s: "" }).s)) : sites;
  if (!shown.length) return el("p", { class: "muted" }, say("headcount.nothing_open"));
  return el("ul", { class: "sheet-rows" }, shown.map(([id, known]) => siteRow(ctx, Number(id), known)));
}

function sitesOf(ctx, code) {
  const own = Object.entries(ctx.roster.sites || {}).filter(([, known]) => (known.province || "") === code);
  return own.sort((a, b) => a[1].no - b[1].no);
}

function provincePart(ctx, code) {
  const { act, draft } = ctx;
  const row = act.provinces[code] || { of: 0, open: 0, other: 0, open_other: 0 };
  const toggle = () => {
    draft.open = draft.open === code ? null : code;
    ctx.redraw();
  };
  const name = code ? (ctx.roster.provinces || {})[code] || code : say("headcount.centre");
  return el(
    "section",
    { class: "stack" },
    el("button", { type: "button", class: "row-button", "aria-expanded": String(draft.open === code), onclick: toggle, "data-key": `open-${code}` }, el("span", {}, name), el("span", {}, openLine(row, 0))),
    draft.open === code ? [siteList(ctx, sitesOf(ctx, code)), lockButton(ctx, code)] : null,
  );
}

function lockButton(ctx, code) {
  if (ctx.me.role !== "operator") return null;
  const body = { unchecked: Boolean(ctx.draft.unchecked), ...(code === null ? {} : { province: code }) };
  return el("button", { type: "button", "data-key": `lock-${code}`, onclick: () => ctx.send("lock", body) }, say(code === null ? "headcount.lock_all" : "headcount.lock_province"));
}

export function control(ctx) {
  const { act, me } = ctx;
  if (!act.provinces) return null;
  const codes = Object.keys(act.provinces).sort();
  const again = () => ctx.redraw();
  const mine = codes.length === 1;
  const ready = mine && codes[0] !== "" ? Object.values(act.sites).filter((row) => row.s === "confirmed").length : 0;
  const checkAll = me.role === "province" ? el("button", { class: "primary", type: "button", disabled: !ready, "data-key": "check-all", onclick: () => ctx.send("check", {}) }, say("headcount.check_all", { n: count(ready) })) : null;
  return el(
    "section",
    { class: "card stack" },
    head(2, say("headcount.title"), el("span", { class: "count" }, openLine(act, ctx.now()))),
    el("p", {}, say("headcount.total", { numbers: sentence(act.total), at: when(act.deadline) })),
    el("div", { class: "buttons" }, field(ctx, "only", { type: "checkbox", label: say("headcount.only_open"), oninput: again }), checkAll),
    me.role === "operator" ? el("div", { class: "buttons" }, lockButton(ctx, null), field(ctx, "unchecked", { type: "checkbox", label: say("headcount.unchecked"), oninput: again })) : null,
    arrived(ctx.sends[0]),
    mine ? siteList(ctx, sitesOf(ctx, codes[0])) : codes.map((code) => provincePart(ctx, code)),
  );
}

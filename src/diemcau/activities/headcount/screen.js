// The headcount on the screens: the desk enters, the chair confirms, the province checks, the centre locks.

import { count, countdown, el, field, head, say, status, when } from "/static/live/frame.js";

export const place = { site: "tools" };
export const beside = ["presence"]; // the roll, shown next to the headcount

/** How the last thing said went; a refusal stands at the top of the desk already. */
const arrived = (send) => (send && send.state !== "refused" ? status(send) : null);

const SETTLED = ["confirmed", "checked", "locked"];
const PARTS = ["present", "excused", "absent"];
const SIGN = { "": "○", entered: "◐", confirmed: "✓", checked: "✓", locked: "✓" };

const settled = (level) => SETTLED.includes(level);
const stateWords = (level) => say(level ? `headcount.state.${level}` : "headcount.state.none");
const pill = (level) => el("span", { class: `pill ${settled(level) ? "good" : level ? "warn" : ""}` }, `${SIGN[level]} ${stateWords(level)}`);

function sentence(numbers) {
  return say("headcount.numbers", { present: count(numbers.present), excused: count(numbers.excused), absent: count(numbers.absent) });
}

const same = (a, b) => Boolean(a && b) && PARTS.every((part) => a[part] === b[part]);

/** Numbers that this desk entered and the view does not show yet. */
function onTheWay(ctx) {
  const send = ctx.sends.find(({ kind, state, seq }) => kind === "headcount.enter" && (state === "saved" || state === "sent" || (state === "recorded" && seq > (ctx.act.seq || 0))));
  return send ? { present: send.body.present, excused: send.body.excused, absent: send.body.absent } : null;
}

const numbersOf = (ctx) => onTheWay(ctx) || ctx.act.numbers;

// --- the form ----------------------------------------------------------------------------------------------

function typed(draft, prefix) {
  const read = (part) => ((draft[`${prefix}${part}`] || "") === "" ? (part === "present" ? NaN : 0) : Number(draft[`${prefix}${part}`]));
  const numbers = { present: read("present"), excused: read("excused"), absent: read("absent") };
  return PARTS.every((part) => Number.isInteger(numbers[part]) && numbers[part] >= 0 && numbers[part] <= 9999) ? numbers : null;
}

function fill(draft, prefix, numbers) {
  if (!numbers || draft[`${prefix}present`] !== undefined) return;
  for (const part of PARTS) draft[`${prefix}${part}`] = String(numbers[part]);
}

function inputs(ctx, prefix) {
  return el(
    "div",
    { class: "numbers" },
    PARTS.map((part) => field(ctx, `${prefix}${part}`, { type: "number", min: 0, max: 9999, label: say(`headcount.${part}`), oninput: () => ctx.redraw() })),
  );
}

/** What the roll says, beside what is entered; the two are never made equal by us. */
function rollBeside(ctx, numbers) {
  const roll = (ctx.beside || {}).presence;
  if (!roll || !roll.counts) return el("p", { class: "muted" }, say("headcount.list", { n: count(ctx.act.seats || 0) }));
  const of = (code) => roll.counts[code] || 0;
  const words = say("headcount.roll", { present: count(roll.present), excused: count(of("vang_phep")), absent: count(of("vang_khong_phep")), left: count(roll.of - roll.marked), of: count(roll.of) });
  const gap = numbers ? numbers.present - roll.present : 0;
  return el("div", { class: "stack" }, el("p", { class: "muted" }, words), gap ? el("p", { class: "warn" }, `▲ ${say(gap > 0 ? "headcount.gap_more" : "headcount.gap_less", { n: count(Math.abs(gap)) })}`) : null);
}

function enterForm(ctx) {
  const { draft, act } = ctx;
  const known = numbersOf(ctx);
  fill(draft, "", known);
  const numbers = typed(draft, "");
  const unchanged = same(numbers, known);
  const send = (event) => {
    event.preventDefault();
    if (numbers && !unchanged) ctx.send("enter", numbers);
  };
  const chair = ctx.me.role === "chair";
  const confirm = () => ctx.send("confirm", chair ? { seen: known } : { seen: known, word: true });
  return [
    el(
      "form",
      { class: "stack", onsubmit: send },
      inputs(ctx, ""),
      rollBeside(ctx, numbers),
      unchanged ? null : el("button", { class: "primary", type: "submit", disabled: !numbers, "data-key": "enter" }, say(known ? "headcount.enter_again" : "headcount.enter")),
    ),
    act.unmatched ? el("p", { class: "warn" }, `▲ ${say("headcount.unmatched", { numbers: sentence(act.unmatched) })}`) : null,
    unchanged ? el("div", { class: "stack" }, el("button", { class: "primary wide", type: "button", onclick: confirm, "data-key": "confirm" }, say(chair ? "headcount.confirm" : "headcount.confirm_word", { numbers: sentence(known) })), chair ? null : el("p", { class: "muted" }, say("headcount.word_note"))) : null,
  ];
}

function correctForm(ctx) {
  const { draft, act } = ctx;
  if (!draft.correcting) {
    const open = () => {
      draft.correcting = true;
      for (const part of PARTS) delete draft[`new-${part}`];
      ctx.redraw();
    };
    return el("button", { class: "quiet", type: "button", onclick: open, "data-key": "correct-open" }, say("headcount.correct_open"));
  }
  fill(draft, "new-", act.after || act.numbers);
  const numbers = typed(draft, "new-");
  const ready = numbers && (draft.reason || "").trim() && !same(numbers, act.numbers);
  const leave = () => {
    Object.assign(draft, { correcting: false, reason: "" });
    ctx.redraw();
  };
  const send = (event) => {
    event.preventDefault();
    if (!ready) return;
    ctx.send("correct", { ...numbers, reason: draft.reason.trim() });
    leave();
  };
  return el(
    "form",
    { class: "stack", onsubmit: send },
    el("h3", {}, say("headcount.correct_title")),
    inputs(ctx, "new-"),
    field(ctx, "reason", { label: say("headcount.reason"), maxlength: 2000, autocomplete: "off", oninput: () => ctx.redraw() }),
    el("div", { class: "buttons" }, el("button", { class: "primary", type: "submit", disabled: !ready, "data-key": "correct" }, say("headcount.correct")), el("button", { class: "quiet", type: "button", onclick: leave, "data-key": "correct-leave" }, say("headcount.cancel"))),
  );
}

const byWords = (by) => say(`headcount.by.${by}`);

function steps(act) {
  const done = ["entered", "confirmed", "checked", "locked"].filter((level) => act.steps[level]);
  const line = (level) => {
    const [by, at, late] = act.steps[level];
    return el("li", {}, `✓ ${say(`headcount.done.${level}`, { by: byWords(by), at: when(at) })}`, late ? ` ${say("headcount.late")}` : "");
  };
  const fix = ({ by, at, was, now, reason }) => el("li", {}, say("headcount.fixed", { by: byWords(by), at: when(at), was: was ? sentence(was) : "–", now: sentence(now), reason: reason || "–" }));
  return done.length ? el("ul", { class: "done-steps" }, done.map(line), act.corrections.map(fix)) : null;
}

export function site(ctx) {
  const { act } = ctx;
  const done = settled(act.state);
  const due = done || (ctx.sitting || {}).phase === "closed" ? null : el("p", {}, say("headcount.due", { at: when(act.deadline) }), " ", ctx.now() ? countdown(act.deadline, { class: "small" }) : null);
  return el(
    "section",
    { class: "card stack" },
    head(2, say("headcount.title"), pill(act.state)),
    due,
    done ? el("p", { class: "count" }, sentence(act.numbers)) : null,
    done ? rollBeside(ctx, act.numbers) : enterForm(ctx),
    done && act.after ? el("p", { class: "warn" }, `▲ ${say("headcount.after", { numbers: sentence(act.after) })}`) : null,
    done && act.unmatched ? el("p", { class: "warn" }, `▲ ${say("headcount.unmatched", { numbers: sentence(act.unmatched) })}`) : null,
    arrived(ctx.sends[0]),
    steps(act),
    done ? correctForm(ctx) : null,
  );
}

export function task(ctx) {
  const { act } = ctx;
  const way = ctx.sends.some(({ state }) => state === "saved" || state === "sent");
  if (settled(act.state)) {
    const [, at] = act.steps.confirmed || [];
    const state = act.after || act.unmatched ? "warn" : way ? "wait" : "done";
    return { state, words: say("headcount.task.done", { at: when(at) }), open: "headcount" };
  }
  const near = ctx.now() > act.deadline - 10 * 60000;
  const entered = Boolean(numbersOf(ctx));
  return { state: way ? "wait" : near ? "warn" : "todo", words: say(entered ? "headcount.task.confirm" : "headcount.task.enter", { at: when(act.deadline) }), open: "headcount" };
}

// --- phone, hall, lecturer ---------------------------------------------------------------------------------

export function phone() {
  return null;
}

export function room() {
  return null;
}

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

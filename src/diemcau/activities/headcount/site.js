// The headcount on the site desk: the host enters, the chair confirms.

import { arrived, byWords, pill, sentence, settled } from "/static/kinds/headcount.js";
import { count, countdown, el, field, head, say, when } from "/static/live/frame.js";

export const place = { site: "tab" };
export const beside = ["presence"]; // the roll, shown next to the headcount

const PARTS = ["present", "excused", "absent"];

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

function steps(act) {
  const done = ["entered", "confirmed", "checked", "locked"].filter((level) => act.steps[level]);
  const line = (level) => {
    const [by, at, late] = act.steps[level];
    return el("li", {}, `✓ ${say(`headcount.done.${level}`, { by: byWords(by), at: when(at) })}`, late ? ` ${say("headcount.late")}` : "");
  };
  const fix = ({ by, at, was, now, reason }) => el("li", {}, say("headcount.fixed", { by: byWords(by), at: when(at), was: was ? sentence(was) : "–", now: sentence(now), reason: reason || "–" }));
  return done.length ? el("ul", { class: "done-steps" }, done.map(line), act.corrections.map(fix)) : null;
}

const SOON = 90 * 60000;

// Until when: with the minutes left once they count, and after it, that it is over.
function dueWords(ctx) {
  const { deadline } = ctx.act;
  const left = deadline - ctx.now();
  const at = when(deadline);
  if (!ctx.now() || left > SOON) return el("p", {}, say("headcount.due_at", { at }));
  if (left <= 0) return el("p", { class: "warn" }, `▲ ${say("headcount.overdue", { at })}`);
  return el("p", {}, say("headcount.due", { at }), " ", countdown(deadline, { class: "small" }));
}

export function site(ctx) {
  const { act } = ctx;
  const done = settled(act.state);
  const due = done || (ctx.sitting || {}).phase === "closed" ? null : dueWords(ctx);
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
  const over = ctx.now() > act.deadline ? "_late" : "";
  return { state: way ? "wait" : near ? "warn" : "todo", words: say(`headcount.task.${entered ? "confirm" : "enter"}${over}`, { at: when(act.deadline) }), open: "headcount" };
}

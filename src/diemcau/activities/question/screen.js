// Questions on the screens: a form and one's own list, the lecturer's queue, the one that is shown.

import { count, el, field, head, say, status, when } from "/static/live/frame.js";
import { fitting } from "/static/live/pictures.js";

export const place = { site: "tools", phone: "foot", room: "main" };

/** How the last thing said went; a refusal stands at the top of the desk already. */
const arrived = (send) => (send && send.state !== "refused" ? status(send) : null);

const LONGEST = 2000;
const SIGN = { asked: "○", selected: "●", answered: "✓", later: "◐", withdrawn: "–" };

/** The question that stands on the screens now. */
function shown(act, level) {
  if (!act.on) return null;
  return el("div", { class: "attention card" }, el(`h${level}`, {}, say("question.now")), el("p", { class: "question" }, act.on.text || say("question.erased")), act.on.from ? el("p", { class: "muted" }, say("question.from", { province: act.on.from })) : null);
}

function ownList(ctx) {
  const rows = (ctx.act.asked || []).slice().reverse();
  if (!rows.length) return null;
  const back = (row) => el("button", { class: "quiet", type: "button", "data-key": `back-${row.id}`, onclick: () => ctx.send("withdraw", { question: row.id }) }, say("question.withdraw"));
  return el(
    "ul",
    { class: "own" },
    rows.map((row) => el("li", {}, el("p", {}, row.text || say("question.erased")), el("small", { class: "muted" }, `${SIGN[row.stage]} ${say(`question.stage.${row.stage}`)} · ${when(row.at)}`), row.stage === "asked" || row.stage === "later" ? back(row) : null)),
  );
}

/** Send what is typed; when it is refused it comes back into the form. */
async function send(ctx, event) {
  event.preventDefault();
  const { draft } = ctx;
  const text = (draft.text || "").trim();
  if (!text) return;
  draft.text = "";
  ctx.redraw();
  const receipt = await ctx.send("ask", { text });
  if (receipt.refused && !draft.text) {
    draft.text = text;
    ctx.redraw();
  }
}

function form(ctx, label) {
  const ready = (ctx.draft.text || "").trim();
  return el(
    "form",
    { class: "stack", onsubmit: (event) => send(ctx, event) },
    field(ctx, "text", { type: "textarea", label, hint: say("question.hint"), maxlength: LONGEST, rows: 3, oninput: () => ctx.redraw() }),
    el("button", { class: "primary", type: "submit", disabled: !ready, "data-key": "ask" }, say("question.send")),
    arrived(ctx.sends.find(({ kind }) => kind === "question.ask")),
  );
}

export function phone(ctx) {
  return el("section", { class: "card stack" }, el("h2", {}, say("question.heading")), shown(ctx.act, 3), form(ctx, say("question.label")), ownList(ctx));
}

export function site(ctx) {
  return el("section", { class: "card stack" }, el("h2", {}, say("question.heading")), shown(ctx.act, 3), form(ctx, say("question.label_room")), ownList(ctx));
}

export function room({ act }) {
  if (!act.on) return null;
  const origin = act.on.from ? say("question.from", { province: act.on.from }) : say("question.now");
  return fitting(el("section", { class: "room-question" }, el("p", { class: "muted" }, origin), el("h1", {}, act.on.text || say("question.erased"))));
}

function queued(ctx, row) {
  const known = (ctx.roster.sites || {})[row.site] || {};
  const from = say(row.by === "room" ? "question.by_room" : "question.by_phone", { site: known.name || row.site });
  const act = (verb, key, sort) => el("button", { class: sort, type: "button", "data-key": `${verb}-${row.id}`, onclick: () => ctx.send(verb, { question: row.id }) }, say(key));
  const on = row.stage === "selected";
  return el(
    "li",
    { class: on ? "on" : "" },
    el("p", {}, on ? "● " : "", row.text || say("question.erased")),
    el("small", { class: "muted" }, `${from} · ${when(row.at)}`),
    el("div", { class: "buttons" }, on ? el("button", { class: "quiet", type: "button", "data-key": `clear-${row.id}`, onclick: () => ctx.send("clear", {}) }, say("question.clear")) : act("select", "question.select", ""), act("answered", "question.answered", on ? "primary" : ""), act("later", "question.later", "quiet")),
  );
}

export function lecturer(ctx) {
  const { queue = [], counts = {} } = ctx.act;
  const open = (counts.asked || 0) + (counts.selected || 0);
  if (!open && !counts.answered && !counts.later) return null;
  const more = open - queue.length;
  return el(
    "section",
    { class: "card stack" },
    head(2, say("question.queue"), el("span", { class: "count" }, say("question.counts", { open: count(open), answered: count(counts.answered || 0), later: count(counts.later || 0) }))),
    arrived(ctx.sends[0]),
    queue.length ? el("ul", { class: "queue", "data-key": "questions" }, queue.map((row) => queued(ctx, row))) : el("p", { class: "muted" }, say("question.queue_empty")),
    more > 0 ? el("p", { class: "muted" }, say("question.more", { n: count(more) })) : null,
  );
}

export function control({ act }) {
  return act.n ? el("section", { class: "card" }, el("p", { class: "count" }, say("question.total", { n: count(act.n), sites: count(Object.keys(act.sites).length) }))) : null;
}

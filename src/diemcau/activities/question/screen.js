// Questions on the screens: a form and one's own list, approved ones that one may support, the one that is shown.

import { count, el, field, say, status, when } from "/static/live/frame.js";
import { fitting } from "/static/live/pictures.js";

export const place = { site: "tools", phone: "foot", room: "main" };

/** How the last thing said went; a refusal stands at the top of the desk already. */
const arrived = (send) => (send && send.state !== "refused" ? status(send) : null);

const LONGEST = 2000;
const SIGN = { asked: "○", approved: "○", selected: "●", answered: "✓", written: "✓", later: "◐", declined: "–", merged: "○", withdrawn: "–" };
const BACK = ["asked", "approved", "later", "merged"]; // may still be taken back

const wordsOf = (row) => row.text || say("question.erased");

/** The question that stands on the screens now. */
function shown(act, level) {
  if (!act.on) return null;
  return el("div", { class: "attention card" }, el(`h${level}`, {}, say("question.now")), el("p", { class: "question" }, wordsOf(act.on)), act.on.from ? el("p", { class: "muted" }, say("question.from", { province: act.on.from })) : null);
}

// Where a question is, in words: of one that was joined to another, where that one is too.
function stageWords(row) {
  const answered = (stage) => (stage === "answered" && row.reply !== undefined ? "written" : stage);
  const stage = answered(row.stage);
  const more = row.stage === "declined" ? say(`question.reason.${row.reason}`) : row.of ? say(`question.stage.${answered(row.of)}`) : "";
  return `${SIGN[row.of ? answered(row.of) : stage]} ${say(`question.stage.${stage}`)}${more ? `: ${more}` : ""}`;
}

function own(ctx, row) {
  const back = BACK.includes(row.stage) ? el("button", { class: "quiet", type: "button", "data-key": `back-${row.id}`, onclick: () => ctx.send("withdraw", { question: row.id }) }, say("question.withdraw")) : null;
  return el(
    "li",
    {},
    el("p", {}, wordsOf(row)),
    el("small", { class: "muted" }, `${stageWords(row)} · ${when(row.at)}`),
    row.note ? el("p", {}, row.note) : null,
    row.reply !== undefined ? el("div", { class: "reply" }, el("p", {}, el("strong", {}, say("question.reply"))), el("p", { class: "typed" }, row.reply || say("question.erased"))) : null,
    back,
  );
}

function ownList(ctx) {
  const rows = (ctx.act.asked || []).slice().reverse();
  return rows.length ? el("ul", { class: "own" }, rows.map((row) => own(ctx, row))) : null;
}

/** Approved questions; `button(row)` gives what stands under one. */
function listed(act, button = () => null) {
  const rows = (act.listed || []).filter((row) => !act.on || row.id !== act.on.id);
  if (!rows.length) return null;
  const line = (row) => el("li", {}, el("p", {}, wordsOf(row)), row.n > 1 ? el("small", { class: "muted" }, say("question.askers", { n: count(row.n) })) : null, button(row));
  return [el("h3", {}, say("question.listed")), el("ul", { class: "own" }, rows.map(line))];
}

function supporting(ctx) {
  const { act } = ctx;
  const mine = new Set((act.asked || []).map((row) => row.id));
  const done = new Set(act.supported || []);
  for (const { kind, body, state } of ctx.sends) if (kind === "question.support" && state !== "refused") done.add(body.question);
  return (row) => {
    if (mine.has(row.id)) return null;
    if (done.has(row.id)) return el("p", { class: "status good" }, say("question.supported"));
    return el("button", { type: "button", "data-key": `support-${row.id}`, onclick: () => ctx.send("support", { question: row.id }) }, say("question.support"));
  };
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
  return el("section", { class: "card stack" }, el("h2", {}, say("question.heading")), shown(ctx.act, 3), form(ctx, say("question.label")), ownList(ctx), listed(ctx.act, supporting(ctx)));
}

export function site(ctx) {
  return el("section", { class: "card stack" }, el("h2", {}, say("question.heading")), shown(ctx.act, 3), form(ctx, say("question.label_room")), ownList(ctx), listed(ctx.act));
}

export function room({ act }) {
  if (!act.on) return null;
  const origin = act.on.from ? say("question.from", { province: act.on.from }) : say("question.now");
  return fitting(el("section", { class: "room-question" }, el("p", { class: "muted" }, origin), el("h1", {}, wordsOf(act.on))));
}

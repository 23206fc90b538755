// A test on the screens: questions on one sheet with one button; when it is shown, how many had each right.

import { count, countdown, el, field, head, say, status, when } from "/static/live/frame.js";
import { bar, fitting, share } from "/static/live/pictures.js";

const letter = (index) => String.fromCharCode(65 + index);

/** Choices of a question in words. */
export function choicesOf(item) {
  if (item.form === "true_false") return [say("test.true"), say("test.false")];
  return item.choices.map((choice, index) => `${letter(index)}. ${choice}`);
}

/** The right choices of a question that is told with them, in words. */
export function rightWords(item) {
  return item.right.map((choice) => choicesOf(item)[choice - 1]).join("; ");
}

export const card = (...children) => el("section", { class: "card test" }, children);
const quiet = (key, data) => el("p", { class: "muted" }, say(key, data));

/** The time that is left, where there is a limit. */
export function timer(act) {
  if (act.phase !== "open" || !act.until) return null;
  return el("p", { class: "timer" }, el("span", { class: "timer-words" }, say("test.left")), countdown(act.until));
}

// --- the phone ---------------------------------------------------------------------------

/** Put what was handed in into the draft, once: from then on the draft is what stands on the sheet. */
function begin({ act, draft }) {
  if (!act.mine || draft.begun) return;
  draft.begun = true;
  act.mine.forEach((chosen, n) => {
    if (draft[`q${n}`] === undefined && chosen.length) draft[`q${n}`] = act.questions[n].form === "several" ? chosen.slice() : String(chosen[0]);
  });
}

const written = ({ act, draft }) => act.questions.map((_, n) => (Array.isArray(draft[`q${n}`]) ? draft[`q${n}`] : draft[`q${n}`] ? [Number(draft[`q${n}`])] : []));
const number = (answers) => answers.filter((chosen) => chosen.length).length;

function several(ctx, item, n, label) {
  const chosen = ctx.draft[`q${n}`] || [];
  const pick = (value) => (event) => {
    const others = (ctx.draft[`q${n}`] || []).filter((other) => other !== value); // as it is now, drawn or not
    ctx.draft[`q${n}`] = event.target.checked ? [...others, value].sort((a, b) => a - b) : others;
    ctx.redraw();
  };
  const boxes = choicesOf(item).map((words, index) => {
    const box = el("input", { type: "checkbox", "data-key": `${ctx.id}-q${n}-${index}`, checked: chosen.includes(index + 1), onchange: pick(index + 1) });
    return el("label", { class: "choice" }, box, el("span", {}, words));
  });
  return el("fieldset", { class: "field" }, el("legend", {}, label), el("span", { class: "hint" }, say("test.several")), boxes);
}

function ask(ctx, item, n) {
  const of = ctx.act.questions.length;
  const label = [el("small", { class: "muted" }, say("test.question", { n: n + 1, of })), el("span", { class: "question" }, item.text)];
  if (item.form === "several") return several(ctx, item, n, label);
  const options = choicesOf(item).map((words, index) => [String(index + 1), words]);
  return field(ctx, `q${n}`, { type: "radio", label, options, oninput: () => ctx.redraw() });
}

function sheet(ctx) {
  const { act } = ctx;
  begin(ctx);
  const answers = written(ctx);
  const [n, of] = [number(answers), act.questions.length];
  const same = Boolean(act.mine) && JSON.stringify(act.mine) === JSON.stringify(answers);
  const words = act.mine ? say("test.again") : n && n < of ? say("test.send_some", { n: of - n }) : say("test.send");
  return card(
    head(2, act.title, timer(act)),
    act.questions.map((item, place) => ask(ctx, item, place)),
    el("p", {}, say("test.done", { n, of })),
    el("button", { class: "primary wide", type: "button", "data-key": `${ctx.id}-send`, disabled: !n || same, onclick: () => ctx.send("answer", { answers: written(ctx) }) }, words),
    act.mine && !same ? el("p", { class: "warn" }, say("test.changed")) : null,
    status(ctx.sends[0]),
    quiet("test.kept"),
    act.mark ? el("p", { class: "muted" }, act.mark) : null,
  );
}

/** What became of one's own paper. */
function own(act) {
  if (act.mine) return el("p", {}, say("test.mine", { at: when(act.at), n: number(act.mine), of: act.questions.length }));
  return act.late ? el("p", { class: "warn" }, say("test.late")) : quiet("test.none");
}

const same = (one, other) => String(one) === String(other);

/** Questions with their right answers, what one chose oneself, and how many had it right. */
function told(act) {
  const { base, questions } = act.result;
  return act.questions.map((item, n) => {
    const chosen = act.mine ? act.mine[n] : [];
    const rows = choicesOf(item).map((words, index) => {
      const pills = [item.right.includes(index + 1) ? el("span", { class: "pill good" }, say("test.right")) : null, chosen.includes(index + 1) ? el("span", { class: "pill" }, say("test.chosen")) : null];
      return el("li", { class: item.right.includes(index + 1) ? "right" : "" }, words, pills);
    });
    return el("section", { class: "answered" }, el("h3", {}, `${n + 1}. ${item.text}`), el("ul", { class: "answers" }, rows), figure(questions[n], base));
  });
}

/** How many had a question right of all who handed in, in words and as a bar. */
function figure(sums, base) {
  const percent = share(sums.right_n, base.persons);
  return el("div", { class: "share-row" }, el("p", { class: "share-count" }, say("test.share", { n: count(sums.right_n), of: count(base.persons), percent: count(percent) })), bar(percent));
}

export function phone(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return card(head(2, act.title), el("p", { class: "note" }, say("steering.void.note")));
  if (act.phase === "open") return sheet(ctx);
  if (act.phase === "closed") return card(head(2, act.title), own(act), quiet("test.closed"), status(ctx.sends[0]));
  const right = act.mine ? act.questions.filter((item, n) => same(item.right, act.mine[n])).length : 0;
  return card(head(2, act.title), act.mine ? el("p", { class: "middle" }, say("test.you", { n: right, of: act.questions.length })) : own(act), told(act), quiet("test.base", { n: count(act.result.base.persons) }));
}

// --- the desk and the hall ---------------------------------------------------------------

/** Each question in one row: its right answer, how many had it right. */
export function results(act) {
  const { base, questions } = act.result;
  const row = (item, n) => {
    const percent = share(questions[n].right_n, base.persons);
    return el(
      "div",
      { class: "share-row" },
      el("p", { class: "share-words" }, `${n + 1}. ${item.text} `, el("small", { class: "answer" }, say("test.answer", { words: rightWords(item) }))),
      el("p", { class: "share-count" }, say("test.share", { n: count(questions[n].right_n), of: count(base.persons), percent: count(percent) })),
      bar(percent),
    );
  };
  return el("div", { class: "shares" }, act.questions.map(row), el("p", { class: "muted" }, say("test.base", { n: count(base.persons) })));
}

const size = (act) => [say("test.head", { n: act.questions.length }), act.minutes ? say("test.minutes", { n: act.minutes }) : ""].filter(Boolean).join(" · ");

export function site(ctx) {
  const { act, sitting } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return card(head(2, act.title), el("p", { class: "note" }, say("steering.void.note")));
  if (act.phase === "shown") return card(head(2, act.title), results(act));
  const phones = !(sitting && sitting.item && sitting.item.phones === false);
  return card(
    head(2, act.title, timer(act)),
    el("p", { class: "muted" }, size(act)),
    phones ? el("p", {}, say(act.phase === "open" ? "test.site" : "test.closed")) : null,
    el("p", {}, say(phones ? "test.paper" : "test.no_phones")),
  );
}

export function room(ctx) {
  const { act } = ctx;
  if (!act.phase || act.phase === "void") return null;
  if (act.phase === "shown") return fitting(el("section", { class: "room-test" }, el("h1", {}, act.title), results(act)));
  const open = act.phase === "open";
  return fitting(
    el(
      "section",
      { class: "room-test" },
      el("div", { class: "room-head" }, el("h1", {}, act.title), timer(act)),
      open ? el("p", {}, size(act)) : null,
      el("p", { class: "room-foot" }, say(open ? "test.room" : "test.closed"), act.mark ? ` ${act.mark}` : ""),
    ),
  );
}

// An open question on the screens: the question, one field, did it arrive; then the answers that were picked.

import { count, el, say } from "/static/live/frame.js";
import { fitting } from "/static/live/pictures.js";
import { voidedNote } from "/static/live/steering.js";
import { handedIn, ownText, quoted, whence } from "/static/live/written.js";

const LONGEST = 1000;

const question = (act, level = 2) => el(`h${level}`, { class: "question" }, act.question);
const card = (...children) => el("section", { class: "card response" }, children);
const mark = (act) => (act.mark ? el("p", { class: "muted" }, act.mark) : null);

function picked(act) {
  if (!act.picked || !act.picked.length) return null;
  const one = (row) => {
    const by = row.alike > 1 ? say("response.alike", { n: count(row.alike) }) : row.by === "person" ? say("response.one_person") : whence(row);
    return quoted(row.text, by);
  };
  return el("div", { class: "cases" }, act.picked.map(one));
}

const form = (ctx, label, names) => ownText(ctx, { key: "response", verb: "answer", longest: LONGEST, open: ctx.act.phase === "open", label: say(label), names });

export function phone(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return card(question(act), voidedNote());
  const persons = act.answers === "persons";
  const open = act.phase === "open";
  return card(
    question(act),
    persons ? form(ctx, "response.note.label", false) : open ? el("p", { class: "note" }, say("response.by_room")) : null,
    persons && open ? el("p", { class: "muted" }, say("response.kept")) : null,
    open ? null : el("p", { class: "muted" }, say("response.closed")),
    picked(act),
    mark(act),
  );
}

export function site(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return card(question(act), voidedNote());
  const label = act.answers === "rooms" ? "response.note.label_room" : "response.note.label_rest";
  return card(question(act), form(ctx, label, true), act.phase === "open" ? null : el("p", { class: "muted" }, say("response.closed")), picked(act), mark(act));
}

export function task(ctx) {
  const { act } = ctx;
  if (act.phase !== "open" || act.answers !== "rooms") return null;
  const last = handedIn(ctx, "response.answer");
  const state = !last ? "todo" : last.at ? "done" : "wait";
  return { state, words: say(`response.task.${state}`, { title: act.title }), open: ctx.id };
}

export function room({ act }) {
  if (!act.phase || act.phase === "void") return null;
  const words = act.phase !== "open" ? "response.closed" : act.answers === "persons" ? "response.room.persons" : act.mine ? "response.room.answered" : "response.room.rooms";
  return fitting(el("section", { class: "room-response" }, question(act, 1), picked(act), el("p", { class: "room-foot" }, say(words))));
}

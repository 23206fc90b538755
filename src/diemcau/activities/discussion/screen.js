// A discussion on the screens: the task, the time left, the note of the room; then the notes that were picked.

import { countdown, el, say, when } from "/static/live/frame.js";
import { fitting } from "/static/live/pictures.js";
import { voidedNote } from "/static/live/steering.js";
import { handedIn, ownText, quoted, whence } from "/static/live/written.js";

const LONGEST = 2000;
const muted = (key, data) => el("p", { class: "muted" }, say(key, data));

export function timer(act) {
  if (act.phase !== "open") return null;
  return el("p", { class: "timer" }, el("span", { class: "timer-words" }, say("discussion.left")), countdown(act.until), el("span", { class: "timer-end" }, say("discussion.until", { at: when(act.until) })));
}

export function picked(act, level = 3) {
  if (!act.picked || !act.picked.length) return null;
  return [el(`h${level}`, {}, say("discussion.picked")), el("div", { class: "cases" }, act.picked.map((one) => quoted(one.text, whence(one))))];
}

const task_ = (act) => el("p", { class: "question" }, act.task);
const mark = (act) => (act.mark ? el("p", { class: "muted" }, act.mark) : null);
const top = (act) => el("div", { class: "head" }, el("h2", {}, act.title), timer(act));

export function phone({ act }) {
  if (!act.phase) return null;
  if (act.phase === "void") return el("section", { class: "card" }, el("h2", {}, act.title), voidedNote());
  const say_ = act.phase === "open" ? el("p", { class: "note" }, say(act.note ? "discussion.phone" : "discussion.phone.no_note")) : muted("discussion.closed");
  return el("section", { class: "card discussion" }, top(act), task_(act), picked(act) || say_, mark(act));
}

export function site(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return el("section", { class: "card" }, el("h2", {}, act.title), voidedNote());
  const open = act.phase === "open";
  return el(
    "section",
    { class: "card discussion" },
    top(act),
    task_(act),
    act.note ? ownText(ctx, { key: "discussion", verb: "note", longest: LONGEST, open, label: say("discussion.note") }) : null,
    open ? null : muted("discussion.closed"),
    picked(act),
    mark(act),
  );
}

export function task(ctx) {
  const { act } = ctx;
  if (act.phase !== "open" || !act.note) return null;
  const last = handedIn(ctx, "discussion.note");
  const state = !last ? "todo" : last.at ? "done" : "wait";
  return { state, words: say(`discussion.task.${state}`, { title: act.title }), open: ctx.id };
}

export function room({ act }) {
  if (!act.phase || act.phase === "void") return null;
  const foot = act.phase === "open" && act.note ? el("p", { class: "room-foot" }, say(act.mine ? "discussion.room.noted" : "discussion.room.note")) : null;
  if (act.phase !== "open" && !(act.picked || []).length) return fitting(el("section", { class: "room-discussion" }, el("h1", {}, act.title), task_(act), el("p", { class: "room-foot" }, say("discussion.closed"))));
  return fitting(el("section", { class: "room-discussion" }, el("h1", {}, act.title), task_(act), act.phase === "open" ? el("p", { class: "room-countdown" }, countdown(act.until)) : null, picked(act, 2), foot));
}

// Small parts that every screen is made of: a field bound to a draft, the honest line, times that run.

import { el } from "./dom.js";
import { count, say, when } from "./words.js";

let clock = () => Date.now();
const marks = { saved: "◐", sent: "◐", recorded: "✓", refused: "✕" };

/** The sitting's clock that countdowns run by; the frame sets it. */
export function runBy(now) {
  clock = now;
}

function control(id, ctx, name, options) {
  const { type = "text", options: choices, oninput, label, hint, ...rest } = options;
  const take = (value) => {
    ctx.draft[name] = value;
    if (oninput) oninput(value);
  };
  const attributes = { id, "data-key": id, name, "aria-describedby": hint ? `${id}-hint` : null, ...rest };
  const value = ctx.draft[name];
  if (type === "textarea") return el("textarea", { rows: 4, ...attributes, value: value || "", oninput: (event) => take(event.target.value) });
  if (type === "checkbox") return el("input", { ...attributes, type, checked: Boolean(value), onchange: (event) => take(event.target.checked) });
  if (type === "select") {
    const shown = choices.map(([code, words]) => el("option", { value: code, selected: String(code) === String(value || "") }, words));
    return el("select", { ...attributes, onchange: (event) => take(event.target.value) }, shown);
  }
  const inputmode = type === "number" ? "numeric" : null;
  return el("input", { inputmode, ...attributes, type, value: value === undefined ? "" : value, oninput: (event) => take(event.target.value) });
}

/** A labelled input bound to ctx.draft[name] (always the text as typed; a checkbox: true or false).
 *
 * Options: type (text, number, search, tel, textarea, select, checkbox, radio), label, hint, maxlength,
 * rows, required, options ([[value, words], ...] for select and radio), oninput(value).
 */
export function field(ctx, name, options = {}) {
  const id = `${ctx.id}-${name}`;
  const { type = "text", label, hint } = options;
  const note = hint ? el("span", { class: "hint", id: `${id}-hint` }, hint) : null;
  if (type === "radio") {
    const rows = options.options.map(([code, words]) => {
      const pick = () => {
        ctx.draft[name] = code;
        if (options.oninput) options.oninput(code);
      };
      const input = el("input", { type, name: id, "data-key": `${id}-${code}`, checked: ctx.draft[name] === code, onchange: pick, disabled: options.disabled });
      return el("label", { class: "choice" }, input, el("span", {}, words));
    });
    return el("fieldset", { class: "field" }, el("legend", {}, label), note, rows);
  }
  const input = control(id, ctx, name, options);
  if (type === "checkbox") return el("label", { class: "choice", for: id }, input, el("span", {}, label), note);
  return el("div", { class: "field" }, el("label", { for: id }, label), note, input);
}

/** What a send is at, in words: [sort, words]. */
export function stateOf(send) {
  if (send.state === "recorded") return ["good", say(send.late ? "live.state.recorded_late" : "live.state.recorded", { seq: count(send.seq) })];
  if (send.state === "refused") {
    return ["bad", send.words || say(send.code === "line.down" ? "live.state.unanswered" : "live.state.refused", { code: send.code || "" })];
  }
  if (send.durable && !send.kept) return ["bad", say("live.state.unkept")];
  if (send.state === "sent") return ["wait", say("live.state.sent")];
  return ["wait", say(send.durable ? "live.state.saved" : "live.state.sending")];
}

/** The honest line of a send: ◐ saved here, ◐ sent, ✓ recorded as no. N, ✕ refused and why. Null for none. */
export function status(send) {
  if (!send) return null;
  const [sort, words] = stateOf(send);
  return el("p", { class: `status ${sort}` }, el("span", { "aria-hidden": "true" }, `${marks[send.state]} `), words);
}

/** Time left until an instant of the sitting's clock, running by itself: 4:59; above 90 minutes in words. */
export function countdown(until, attributes = {}) {
  const node = el("time", { ...attributes, class: `countdown ${attributes.class || ""}`, role: "timer", "data-until": until });
  tickOne(node);
  return node;
}

/** How long ago an instant of the sitting's clock was, in words, running by itself. */
export function since(at, attributes = {}) {
  const node = el("time", { ...attributes, "data-since": at });
  tickOne(node);
  return node;
}

const LONG = 90 * 60000; // beyond this nobody counts seconds

function tickOne(node) {
  const { until, since: from } = node.dataset;
  const left = Number(until) - clock();
  const text = until ? (left > LONG ? when.span(left) : when.left(left)) : when.span(clock() - Number(from));
  if (until) node.classList.toggle("over", left <= 0);
  if (node.textContent !== text) node.textContent = text;
}

/** Move every running time on the page; the frame calls it each second. */
export function tick() {
  for (const node of document.querySelectorAll("[data-until],[data-since]")) tickOne(node);
}

/** A heading with what belongs beside it. */
export function head(level, words, ...beside) {
  return el("div", { class: "head" }, el(`h${level}`, {}, words), beside);
}

// Slides for those who steer: the next one, the notes, the keys.

import { face, number } from "/static/kinds/slides.js";
import { el, say, status, when } from "/static/live/frame.js";
import { afterClose } from "/static/live/steering.js";

export const place = { control: "run" };

// The slide that was asked for last and is not on yet, by activity: two quick presses go two slides on.
const wanted = {};
let steered = null;

async function go(ctx, n) {
  wanted[ctx.id] = n;
  await ctx.send("show", { n });
  setTimeout(() => {
    if (wanted[ctx.id] === n) delete wanted[ctx.id];
  }, 1000);
}

function step(ctx, by) {
  const from = wanted[ctx.id] || ctx.act.n;
  const n = Math.min(from + by, ctx.act.of);
  if (n >= 1 && n !== from && !afterClose(ctx)) go(ctx, n);
}

const KEYS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

// Keys of the desk and of a hand-held clicker; not while somebody writes or walks through a list.
document.addEventListener("keydown", (event) => {
  const by = KEYS[event.key];
  if (!by || !steered || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [role=tablist], [role=listbox]")) return;
  if (!document.querySelector(`[data-slides="${steered.id}"]`)) return;
  event.preventDefault();
  step(steered, by);
});

function steps(ctx) {
  const { n, of } = ctx.act;
  return el(
    "div",
    { class: "buttons" },
    el("button", { type: "button", "data-key": `${ctx.id}-prev`, disabled: n <= 1, onclick: () => step(ctx, -1) }, say("slides.prev")),
    el(
      "button",
      { class: "primary", type: "button", "data-key": `${ctx.id}-next`, disabled: n >= of, onclick: () => step(ctx, 1) },
      say(n ? "slides.next" : "slides.start"),
    ),
    el("span", { class: "muted" }, say("slides.keys")),
  );
}

function titles(ctx) {
  const { n } = ctx.act;
  const button = (title, index) =>
    el(
      "li",
      {},
      el(
        "button",
        { class: "quiet", type: "button", "data-key": `${ctx.id}-to-${index}`, "aria-current": n === index + 1 ? "true" : null, onclick: () => go(ctx, index + 1) },
        title,
      ),
    );
  return el(
    "details",
    { "data-key": `${ctx.id}-titles` },
    el("summary", {}, say("slides.all", { of: ctx.act.of })),
    el("ol", { class: "slide-titles" }, ctx.act.titles.map(button)),
  );
}

function current(ctx) {
  const { act } = ctx;
  if (!act.n) return el("div", { class: "slide-now empty" }, el("p", {}, say("slides.none", { of: act.of })));
  return el("div", { class: "slide-now" }, el("p", { class: "muted" }, number(act)), face(ctx, act, "h3"));
}

function after(ctx) {
  const { act } = ctx;
  const words = act.n ? say("slides.after") : say("slides.first");
  if (!act.after) return el("div", { class: "slide-after" }, el("p", { class: "muted" }, say("slides.last")));
  return el("div", { class: "slide-after" }, el("p", { class: "muted" }, words), face(ctx, act.after, "h3"));
}

// A refusal stands at the top of the desk already; here only what is under way.
function onItsWay(ctx) {
  const last = ctx.sends[0];
  return last && (last.state === "saved" || last.state === "sent") ? status(last) : null;
}

export function lecturer(ctx) {
  const { act } = ctx;
  steered = ctx;
  return el(
    "section",
    { class: "card slides", "data-slides": ctx.id },
    el("div", { class: "head" }, el("h2", {}, act.name), el("span", { class: "pill" }, act.n ? number(act) : say("slides.waiting"))),
    act.replaced ? el("p", { class: "muted" }, say("slides.replaced", { at: when(act.replaced) })) : null,
    el("div", { class: "slide-pair" }, current(ctx), after(ctx)),
    act.notes ? el("div", { class: "slide-notes" }, el("h3", { class: "minor" }, say("slides.notes")), act.notes.split("\n").map((line) => el("p", {}, line))) : null,
    afterClose(ctx) ? null : [steps(ctx), onItsWay(ctx), titles(ctx)],
  );
}

export function control(ctx) {
  return ctx.act.n ? el("p", {}, say("slides.on"), " ", el("strong", {}, ctx.act.title), ` · ${number(ctx.act)}`) : null;
}

/** The clean monitor: the slide that is on, as large as it goes. */
export function monitor(ctx) {
  if (!ctx.act.n) return null;
  return el("section", { class: "slide-large" }, face(ctx, ctx.act, "h2"));
}

/** Beside it: notes, and what comes next. The clicker's keys are heard while this is shown. */
export function aside(ctx) {
  const { act } = ctx;
  steered = ctx;
  const next = act.after ? say(act.n ? "slides.after" : "slides.first") : say("slides.last");
  return el(
    "section",
    { "data-slides": ctx.id },
    act.n ? el("p", { class: "muted" }, number(act)) : null,
    act.notes ? el("div", { class: "slide-notes" }, act.notes.split("\n").map((line) => el("p", {}, line))) : null,
    el("p", { class: "next" }, next, act.after ? el("strong", {}, ` ${act.after.title}`) : null),
  );
}

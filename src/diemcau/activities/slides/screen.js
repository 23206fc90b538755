// Slides on the screens: one in every room, the next one and the notes for the lecturer.

import { el, say, status, when } from "/static/live/frame.js";
import { fitting } from "/static/live/pictures.js";

export const place = { control: "run" };

function lines(slide) {
  return slide.lines.length ? el("ul", { class: "slide-lines" }, slide.lines.map((line) => el("li", {}, line))) : null;
}

/** The picture of a slide, as soon as it has come; null before, and for a slide of words. */
function picture(ctx, slide) {
  const url = slide.picture && ctx.picture ? ctx.picture(slide.picture) : "";
  return url ? el("img", { class: "slide-picture", src: url, alt: [slide.title, ...slide.lines].join(". ") }) : null;
}

/** What a slide shows: its picture, else its words under a heading. */
function face(ctx, slide, heading) {
  return picture(ctx, slide) || [el(heading, {}, slide.title), lines(slide)];
}

function number(act) {
  return say("slides.place", { n: act.n, of: act.of });
}

/** A slide to read in the hand or on the desk. */
function card(ctx) {
  if (!ctx.act.n) return null;
  return el(
    "section",
    { class: "card slide" },
    el("p", { class: "muted" }, number(ctx.act)),
    face(ctx, ctx.act, "h2"),
    ctx.act.mark ? el("p", { class: "muted" }, ctx.act.mark) : null,
  );
}

export function phone(ctx) {
  return card(ctx);
}

export function site(ctx) {
  return card(ctx);
}

export function room(ctx) {
  if (!ctx.act.n) return null;
  const foot = [ctx.act.mark, number(ctx.act)].filter(Boolean).join(" · ");
  return fitting(el("section", { class: "room-slide" }, face(ctx, ctx.act, "h1"), el("p", { class: "room-foot" }, foot)));
}

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
  if (n >= 1 && n !== from) go(ctx, n);
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
  return el("div", { class: "slide-after" }, el("p", { class: "muted" }, words), face(ctx, act.after, "h4"));
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
    act.notes ? el("div", { class: "slide-notes" }, el("h4", {}, say("slides.notes")), act.notes.split("\n").map((line) => el("p", {}, line))) : null,
    steps(ctx),
    onItsWay(ctx),
    titles(ctx),
  );
}

export function control(ctx) {
  return ctx.act.n ? el("p", {}, say("slides.on"), " ", el("strong", {}, ctx.act.title), ` · ${number(ctx.act)}`) : null;
}

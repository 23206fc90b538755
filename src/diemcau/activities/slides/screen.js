// Slides on the screens: one in every room.

import { el, say } from "/static/live/frame.js";
import { fitting } from "/static/live/pictures.js";

function lines(slide) {
  return slide.lines.length ? el("ul", { class: "slide-lines" }, slide.lines.map((line) => el("li", {}, line))) : null;
}

/** The picture of a slide, as soon as it has come; null before, and for a slide of words. */
function picture(ctx, slide) {
  const url = slide.picture && ctx.picture ? ctx.picture(slide.picture) : "";
  return url ? el("img", { class: "slide-picture", src: url, alt: [slide.title, ...slide.lines].join(". ") }) : null;
}

/** What a slide shows: its picture, else its words under a heading. */
export function face(ctx, slide, heading) {
  return picture(ctx, slide) || [el(heading, {}, slide.title), lines(slide)];
}

export function number(act) {
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

// Speeches on the desks above: those of the whole class are noted here, those of rooms are read.

import { el, say } from "/static/live/frame.js";
import { noting } from "/static/kinds/address.js";

/** Folded away on the lecturer's desk, where other things come first. */
export function lecturer(ctx) {
  return el("details", { class: "card folded", "data-key": "address-fold" }, el("summary", {}, say("address.title")), noting(ctx));
}

export function control(ctx) {
  const writes = ctx.me.role === "operator";
  return writes || (ctx.act.speeches || []).length ? noting(ctx, writes) : null;
}

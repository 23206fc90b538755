// Opening, closing, showing and voiding on the lecturer's desk: the same buttons for every kind that is steered so.

import { el, say, status } from "/static/live/frame.js";

/** What its phase is called. */
export function phasePill(phase) {
  const sort = phase === "open" ? "pill good" : phase === "void" ? "pill bad" : "pill";
  return el("span", { class: sort }, say(`steering.phase.${phase || "waiting"}`));
}

/** The line that stands where a voided activity stood. */
export function voidedNote() {
  return el("p", { class: "note" }, say("steering.void.note"));
}

/** Whether the sitting is closed: nothing is opened, closed or shown to the rooms any more. */
export const afterClose = ({ sitting }) => Boolean(sitting) && sitting.phase === "closed";

/** Buttons of an activity whose view has `phase`; `shows`: it has a result to show.
 *
 * `reopens`: whether it may be opened again as it is now; `secret`: its ballots come after the close, so it is opened
 * once, and closed before it is shown.
 */
export function steeringOf(ctx, { shows = true, secret = false, reopens = !secret } = {}) {
  const { phase } = ctx.act;
  const button = (verb, words, primary, disabled, sort = "") =>
    el("button", { class: primary ? "primary" : sort, type: "button", "data-key": `${ctx.id}-${verb}`, disabled, onclick: () => ctx.send(verb, {}) }, words);
  const over = phase === "" || phase === "void";
  return [
    afterClose(ctx)
      ? null
      : el(
          "div",
          { class: "buttons" },
          button("open", say(phase ? "steering.reopen" : "steering.open"), phase === "", phase === "open" || Boolean(phase && !reopens)),
          button("close", say("steering.close"), phase === "open", phase !== "open"),
          shows ? button("show", say(phase === "open" && !secret ? "steering.close_show" : "steering.show"), phase === "closed", over || phase === "shown" || (secret && phase === "open")) : null,
        ),
    over
      ? null
      : el(
          "details",
          { "data-key": `${ctx.id}-void-ask` },
          el("summary", {}, say("steering.void")),
          el("p", {}, say("steering.void.sure")),
          button("void", say("steering.void"), false, false, "danger"),
        ),
  ];
}

/** How the last command went while it is under way; a refusal stands at the top of the desk already. */
export function onItsWay(ctx) {
  const last = ctx.sends[0];
  return last && (last.state === "saved" || last.state === "sent") ? status(last) : null;
}

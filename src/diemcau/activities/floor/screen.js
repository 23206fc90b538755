// The floor on the screens: a room asks to speak, or is invited, and sees its place; all see who speaks.

import { count, el, field, say, status } from "/static/live/frame.js";

export const place = { site: "tools", phone: "now", room: "strip" };

/** How the last thing said went; a refusal stands at the top of the desk already. */
const arrived = (send) => (send && send.state !== "refused" ? status(send) : null);

const LINE = 200; // places that the line tells

/** The place in the queue, in words: in the line that all desks see, before that the place that the room got. */
function placeOf(act) {
  const place = (act.line || []).indexOf(act.number) + 1 || act.place || 0;
  return place > LINE ? `> ${count(LINE)}` : count(place);
}

function calledNode(ctx) {
  const accept = () => ctx.send("accept", {});
  const back = () => ctx.send("cancel", {});
  if (ctx.act.accepted) return el("p", { class: "attention card" }, el("strong", {}, `● ${say("floor.you_speak")}`));
  return el(
    "div",
    { class: "attention card stack" },
    el("p", {}, el("strong", {}, `▲ ${say("floor.you_are_called")}`)),
    el("div", { class: "buttons" }, el("button", { class: "primary", type: "button", onclick: accept, "data-key": "accept" }, say("floor.accept")), el("button", { class: "quiet", type: "button", onclick: back, "data-key": "step-back" }, say("floor.step_back"))),
  );
}

/** Being invited is an offer: to decline is as easy as to agree. */
function invitedNode(ctx) {
  const button = (verb, look) => el("button", { class: look, type: "button", onclick: () => ctx.send(verb, {}), "data-key": verb }, say(`floor.${verb}`));
  return el(
    "div",
    { class: "attention card stack" },
    el("p", {}, el("strong", {}, `▲ ${say("floor.invited")}`)),
    el("p", { class: "muted" }, say("floor.invited_how")),
    el("div", { class: "buttons" }, button("agree", "primary"), button("decline", "quiet")),
  );
}

function askForm(ctx) {
  const ask = (event) => {
    event.preventDefault();
    ctx.send("ask", { topic: (ctx.draft.topic || "").trim() });
    ctx.draft.topic = "";
    ctx.redraw();
  };
  return el("form", { class: "stack", onsubmit: ask }, field(ctx, "topic", { label: say("floor.topic"), hint: say("floor.topic_hint"), maxlength: 500, autocomplete: "off" }), el("button", { class: "primary", type: "submit", "data-key": "ask" }, say("floor.ask")));
}

function waitingNode(ctx) {
  const { act } = ctx;
  const back = () => ctx.send("cancel", {});
  return el(
    "div",
    { class: "stack" },
    el("p", { class: "count" }, say("floor.place", { place: placeOf(act) })),
    act.topic ? el("p", { class: "muted" }, act.topic) : null,
    el("button", { class: "quiet", type: "button", onclick: back, "data-key": "cancel" }, say("floor.cancel")),
  );
}

/** Who has the floor, as all may know it. */
function speaking(act) {
  if (!act.on) return null;
  return act.on.site ? say("floor.speaks", { site: act.on.site }) : say("floor.somebody_speaks");
}

export function site(ctx) {
  const { act } = ctx;
  const now = act.called ? null : speaking(act);
  const closed = (ctx.sitting || {}).phase !== "on";
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, say("floor.heading")),
    now ? el("p", {}, `● ${now}`) : null,
    act.called ? calledNode(ctx) : act.invited ? invitedNode(ctx) : act.number ? waitingNode(ctx) : closed ? el("p", { class: "muted" }, say("floor.not_on")) : askForm(ctx),
    arrived(ctx.sends[0]),
    act.spoken ? el("p", { class: "muted" }, say("floor.spoken", { n: count(act.spoken) })) : null,
  );
}

export function task({ act }) {
  if (act.called) return { state: act.accepted ? "wait" : "warn", words: say(act.accepted ? "floor.you_speak" : "floor.you_are_called"), open: "floor" };
  if (act.invited) return { state: "warn", words: say("floor.invited"), open: "floor" };
  return act.number ? { state: "wait", words: say("floor.place", { place: placeOf(act) }), open: "floor" } : null;
}

export function phone() {
  return null;
}

export function room({ act }) {
  const now = speaking(act);
  return now ? el("p", { class: "count" }, `● ${now}`) : null;
}

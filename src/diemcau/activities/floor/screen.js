// The floor on the screens: a room asks to speak and sees its place; the lecturer calls; all see who speaks.

import { count, el, field, head, say, since, status, when } from "/static/live/frame.js";

export const place = { site: "tools", phone: "now", room: "strip" };

/** How the last thing said went; a refusal stands at the top of the desk already. */
const arrived = (send) => (send && send.state !== "refused" ? status(send) : null);

const nameOf = (ctx, site) => ((ctx.roster.sites || {})[site] || {}).name || say("floor.site_no", { no: site });

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
    act.called ? calledNode(ctx) : act.number ? waitingNode(ctx) : closed ? el("p", { class: "muted" }, say("floor.not_on")) : askForm(ctx),
    arrived(ctx.sends[0]),
    act.spoken ? el("p", { class: "muted" }, say("floor.spoken", { n: count(act.spoken) })) : null,
  );
}

export function task({ act }) {
  if (act.called) return { state: act.accepted ? "wait" : "warn", words: say(act.accepted ? "floor.you_speak" : "floor.you_are_called"), open: "floor" };
  return act.number ? { state: "wait", words: say("floor.place", { place: placeOf(act) }), open: "floor" } : null;
}

export function phone() {
  return null;
}

export function room({ act }) {
  const now = speaking(act);
  return now ? el("p", { class: "count" }, `● ${now}`) : null;
}

export function lecturer(ctx) {
  const { act } = ctx;
  const { now, queue = [], waiting = 0 } = act;
  if (!now && !waiting && !act.spoken) return null;
  const end = (spoke) => () => ctx.send("end", { spoke });
  // The floor is for one room: calling the next ends the turn of the one before.
  const call = (site) => async () => {
    if (now) await ctx.send("end", { spoke: now.accepted });
    ctx.send("call", { site });
  };
  const row = ({ site, at, topic }, n) =>
    el("li", {}, el("p", {}, `${n + 1}. ${nameOf(ctx, site)}`), topic ? el("p", { class: "muted" }, topic) : null, el("small", { class: "muted" }, say("floor.since", { at: when(at) })), el("button", { class: n || now ? "" : "primary", type: "button", onclick: call(site), "data-key": `call-${site}` }, say(now ? "floor.call_instead" : "floor.call")));
  return el(
    "section",
    { class: "card stack" },
    head(2, say("floor.title"), el("span", { class: "count" }, say("floor.counts", { waiting: count(waiting), spoken: count(act.spoken || 0) }))),
    now
      ? el(
          "div",
          { class: "attention card stack" },
          el("p", {}, el("strong", {}, `● ${nameOf(ctx, now.site)}`), " ", since(now.at)),
          now.topic ? el("p", { class: "muted" }, now.topic) : null,
          el("p", { class: "muted" }, say(now.accepted ? "floor.accepted" : "floor.not_accepted")),
          el("div", { class: "buttons" }, el("button", { class: "primary", type: "button", onclick: end(true), "data-key": "end" }, say("floor.end")), now.accepted ? null : el("button", { class: "quiet", type: "button", onclick: end(false), "data-key": "end-silent" }, say("floor.end_silent"))),
        )
      : null,
    arrived(ctx.sends[0]),
    queue.length ? el("ol", { class: "queue", "data-key": "floor-queue" }, queue.map(row)) : el("p", { class: "muted" }, say("floor.queue_empty")),
    queue.length < waiting ? el("p", { class: "muted" }, say("floor.more", { n: count(waiting - queue.length) })) : null,
  );
}

/** The queue as the control room sees it; the operator may call as well. */
export function control(ctx) {
  const { act, me } = ctx;
  const { line = [] } = act;
  if (!line.length && !act.called) return null;
  const row = ([id, place]) =>
    el("li", {}, el("span", {}, `${count(place)}. ${nameOf(ctx, id)}`), me.role === "operator" && !act.called ? el("button", { type: "button", onclick: () => ctx.send("call", { site: Number(id) }), "data-key": `call-${id}` }, say("floor.call")) : null);
  const end = me.role === "operator" && act.called ? el("button", { type: "button", onclick: () => ctx.send("end", {}), "data-key": "end" }, say("floor.end")) : null;
  return el(
    "section",
    { class: "card stack" },
    head(2, say("floor.title"), el("span", { class: "count" }, say("floor.counts", { waiting: count(act.waiting), spoken: count(act.spoken) }))),
    act.called ? el("p", {}, `● ${say(act.accepted ? "floor.speaks" : "floor.is_called", { site: nameOf(ctx, act.called) })} `, end) : null,
    arrived(ctx.sends[0]),
    line.length ? el("ul", { class: "queue" }, line.map(row)) : null,
  );
}

// The floor for those who steer: the queue, who speaks, who was invited.

import { count, el, head, say, since, status, when } from "/static/live/frame.js";

/** How the last thing said went; a refusal stands at the top of the desk already. */
const arrived = (send) => (send && send.state !== "refused" ? status(send) : null);

const nameOf = (ctx, site) => ((ctx.roster.sites || {})[site] || {}).name || say("floor.site_no", { no: site });

/** Rooms that were invited and have not answered, and those that declined last. */
function invitations(ctx, invited, declined) {
  if (!invited.length && !declined.length) return null;
  const off = (site) => el("button", { class: "quiet small", type: "button", onclick: () => ctx.send("invite", { site, off: true }), "data-key": `uninvite-${site}` }, say("floor.uninvite"));
  const line = ({ site, at }, words, more) => el("li", {}, el("p", {}, nameOf(ctx, site)), el("small", { class: "muted" }, say(words, { at: when(at) })), more);
  return el("ul", { class: "queue", "data-key": "floor-invited" }, invited.map((one) => line(one, "floor.invitation", off(one.site))), declined.map((one) => line(one, "floor.declined", null)));
}

export function lecturer(ctx) {
  const { act } = ctx;
  const { now, queue = [], waiting = 0 } = act;
  const { invited = [], declined = [] } = act;
  if (!now && !waiting && !act.spoken && !invited.length && !declined.length) return null;
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
    invitations(ctx, invited, declined),
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

/** The clean monitor: one line, who speaks or is called, and who comes next. */
export function monitor(ctx) {
  const { now, queue = [], waiting = 0 } = ctx.act;
  const on = now ? say(now.accepted ? "floor.speaks" : "floor.is_called", { site: nameOf(ctx, now.site) }) : "";
  const next = queue.length ? say("floor.next", { site: nameOf(ctx, queue[0].site) }) : "";
  const more = waiting > 1 ? say("floor.more", { n: count(waiting - 1) }) : "";
  const words = [on && `● ${on}`, next, more].filter(Boolean).join(" · ");
  return words ? el("p", { class: "monitor-line" }, words) : null;
}

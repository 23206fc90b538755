// A poll on the desks of those who steer: its buttons, and the answers as they come in.

import { count, el, head, say } from "/static/live/frame.js";
import { onItsWay, phasePill, steeringOf, voidedNote } from "/static/live/steering.js";
import { bars, card, choicesOnly, question } from "/static/kinds/poll.js";

/** What will be asked, while it is not. */
function ahead(ctx) {
  const { act } = ctx;
  const by = act.anonymous ? "secret" : act.answers;
  return el(
    "details",
    { "data-key": `${ctx.id}-choices` },
    el("summary", {}, say("poll.choices")),
    choicesOnly(act),
    el("p", { class: "muted" }, [act.form ? say(`poll.ask.${act.form}`, { most: act.most || "" }) : "", say(`poll.by_${by}`)].filter(Boolean).join(" ")),
  );
}

export function lecturer(ctx) {
  const { act } = ctx;
  const late = act.late.persons + act.late.rooms;
  return card(
    head(2, act.title, phasePill(act.phase)),
    question(act, 3),
    steeringOf(ctx, { secret: Boolean(act.anonymous) }),
    onItsWay(ctx),
    act.phase === "void" ? voidedNote() : act.phase ? bars(act) : ahead(ctx),
    act.phase === "shown" && !act.anonymous ? el("p", { class: "muted" }, say("poll.reopening")) : null,
    act.anonymous && act.phase === "open" ? el("p", {}, say("poll.secret.handed", { n: count(act.result.base.envelopes) })) : null,
    late ? el("p", { class: "muted" }, say("poll.late_count", { n: count(late) })) : null,
  );
}

export function control(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const sites = Object.keys(act.sites || {}).length;
  return card(
    head(3, act.title || say("poll.title"), phasePill(act.phase)),
    act.phase === "void" ? voidedNote() : [el("p", {}, say("poll.control", { n: count(sites) })), act.result ? bars(act) : null],
  );
}

// A test on the desks of those who steer: its buttons, its right answers, the sums as papers come in.

import { count, el, head, say } from "/static/live/frame.js";
import { onItsWay, phasePill, steeringOf, voidedNote } from "/static/live/steering.js";
import { card, choicesOf, results, rightWords, timer } from "/static/kinds/test.js";

/** What will be asked, with the right answers: for this desk alone. */
function ahead(ctx) {
  const { act } = ctx;
  const rows = act.questions.map((item) => el("li", {}, item.text, el("p", { class: "muted" }, choicesOf(item).join(" · ")), el("p", {}, say("test.answer", { words: rightWords(item) }))));
  return [
    el("p", { class: "muted" }, [say("test.head", { n: act.questions.length }), act.minutes ? say("test.minutes", { n: act.minutes }) : ""].filter(Boolean).join(" · ")),
    el("details", { "data-key": `${ctx.id}-questions` }, el("summary", {}, say("test.questions")), el("ol", { class: "asked" }, rows)),
    el("p", { class: "muted" }, say("test.paper")),
  ];
}

export function lecturer(ctx) {
  const { act } = ctx;
  const shown = act.phase === "shown";
  return card(
    head(2, act.title, phasePill(act.phase)),
    timer(act),
    steeringOf(ctx, { reopens: !act.seen }),
    onItsWay(ctx),
    act.when === "before" && act.phase && !shown ? el("p", { class: "note" }, say("test.before")) : null,
    act.phase === "void" ? voidedNote() : act.phase ? [el("p", { class: "count" }, say("test.handed", { n: count(act.result.base.persons) })), results(act)] : ahead(ctx),
    act.late ? el("p", { class: "muted" }, say("test.late_count", { n: count(act.late) })) : null,
  );
}

export function control(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const sites = Object.values(act.sites || {});
  return card(
    head(3, act.title || say("test.title"), phasePill(act.phase)),
    act.phase === "void" ? voidedNote() : el("p", {}, say("test.control", { n: count(sites.reduce((a, b) => a + b, 0)), sites: count(sites.length) })),
  );
}

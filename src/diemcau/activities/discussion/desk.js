// A discussion on the desks of those who steer: the countdown, how many notes came, which are shown.

import { count, el, field, head, say, when } from "/static/live/frame.js";
import { afterClose, onItsWay, phasePill, steeringOf, voidedNote } from "/static/live/steering.js";
import { wordsOf } from "/static/live/written.js";
import { timer } from "/static/kinds/discussion.js";

const MORE = [2, 5];
const pill = (phase) => (say.has(`discussion.phase.${phase}`) ? el("span", { class: phase === "open" ? "pill good" : "pill" }, say(`discussion.phase.${phase}`)) : phasePill(phase));

function steering(ctx) {
  const { act, draft } = ctx;
  if (afterClose(ctx)) return act.phase === "closed" ? voiding(ctx) : null;
  if (act.phase === "open") {
    const more = MORE.map((n) => el("button", { type: "button", "data-key": `${ctx.id}-more-${n}`, onclick: () => ctx.send("more", { minutes: n }) }, say("discussion.more", { n })));
    return [el("div", { class: "buttons" }, el("button", { class: "primary", type: "button", "data-key": `${ctx.id}-close`, onclick: () => ctx.send("close", {}) }, say("discussion.close")), more), voiding(ctx)];
  }
  if (draft.minutes === undefined) draft.minutes = String(act.minutes);
  const minutes = Number(draft.minutes);
  const sensible = Number.isInteger(minutes) && minutes >= 1 && minutes <= 120;
  const again = Boolean(act.phase);
  const start = el("button", { class: again ? "" : "primary", type: "button", disabled: !sensible, "data-key": `${ctx.id}-open`, onclick: () => ctx.send("open", { minutes }) }, say(again ? "discussion.again" : "discussion.start"));
  return [el("div", { class: "how-long" }, field(ctx, "minutes", { type: "number", min: 1, max: 120, label: say("discussion.how_long"), oninput: () => ctx.redraw() }), start), act.phase === "closed" ? voiding(ctx) : null];
}

// Of the shared buttons only the one that voids: the others have times of their own here.
function voiding(ctx) {
  return steeringOf(ctx, { shows: false })[1];
}

function notes(ctx) {
  const { act, roster } = ctx;
  if (!act.note || !act.phase) return null;
  const chosen = act.chosen.map((row) => row.site);
  const pick = (sites) => () => ctx.send("pick", { sites });
  const row = (one) => {
    const on = chosen.includes(one.site);
    const known = (roster.sites || {})[one.site] || {};
    const others = chosen.filter((site) => site !== one.site);
    const press = on
      ? el("button", { class: "quiet", type: "button", "data-key": `${ctx.id}-off-${one.site}`, onclick: pick(others) }, say("discussion.unpick"))
      : el("button", { type: "button", "data-key": `${ctx.id}-pick-${one.site}`, disabled: chosen.length > 1, onclick: pick([...others, one.site]) }, say("discussion.pick"));
    const from = [known.name || String(one.site), when(one.at), one.named ? say("discussion.agrees") : ""].filter(Boolean).join(" · ");
    return el("li", { class: on ? "on" : "" }, el("p", { class: "typed" }, on ? "● " : "", wordsOf(one.text)), el("div", { class: "foot-row" }, el("small", { class: "muted" }, from), press));
  };
  // A note that is shown stays within reach when thirty others came after it.
  const rows = [...act.chosen.filter((one) => !act.newest.some((other) => other.site === one.site)), ...act.newest];
  const before = act.notes - rows.length;
  return [
    el("p", { class: "count" }, say("discussion.notes", { n: count(act.notes), of: count(act.of) })),
    rows.length ? el("h3", {}, say("discussion.newest")) : el("p", { class: "muted" }, say("discussion.notes.none")),
    rows.length ? el("ul", { class: "queue", "data-key": `${ctx.id}-notes` }, rows.map(row)) : null,
    before > 0 ? el("p", { class: "muted" }, say("discussion.more_notes", { n: count(before) })) : null,
    chosen.length > 1 ? el("p", { class: "muted" }, say("discussion.most")) : null,
    act.late ? el("p", { class: "muted" }, say("discussion.late", { n: count(act.late) })) : null,
  ];
}

export function lecturer(ctx) {
  const { act } = ctx;
  return el("section", { class: "card discussion" }, head(2, act.title, pill(act.phase)), el("p", { class: "question" }, act.task), timer(act), steering(ctx), onItsWay(ctx), act.phase === "void" ? voidedNote() : notes(ctx));
}

export function control({ act }) {
  if (!act.phase) return null;
  return el("section", { class: "card discussion" }, head(3, act.title, pill(act.phase)), timer(act), act.note ? el("p", { class: "count" }, say("discussion.notes", { n: count(act.n), of: count(act.of) })) : null);
}

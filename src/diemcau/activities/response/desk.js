// An open question on the desks of those who steer: answers that are alike, the newest ones, what is shown.

import { count, el, head, say, when } from "/static/live/frame.js";
import { onItsWay, phasePill, steeringOf, voidedNote } from "/static/live/steering.js";
import { wordsOf } from "/static/live/written.js";

const MOST = 6;

/** Whose answer it is, for the desk: the site, never a person. */
function from(ctx, row) {
  const known = (ctx.roster.sites || {})[row.site] || {};
  const name = known.name || String(row.site);
  return [row.by === "person" ? say("response.person_at", { site: name }) : name, when(row.at), row.named ? say("response.agrees") : ""].filter(Boolean).join(" · ");
}

const same = (one, other) => one.answer === other.answer;
const chosen = (act) => act.chosen.map(({ id, alike }) => ({ answer: id, alike }));

function pressing(ctx, one, words) {
  const now = chosen(ctx.act);
  const on = now.some((other) => same(one, other));
  const rest = now.filter((other) => !same(one, other));
  if (on) return el("button", { class: "quiet", type: "button", "data-key": `${ctx.id}-off-${one.answer}`, onclick: () => ctx.send("pick", { chosen: rest }) }, say("response.unpick"));
  return el("button", { type: "button", "data-key": `${ctx.id}-pick-${one.answer}`, disabled: now.length >= MOST, onclick: () => ctx.send("pick", { chosen: [...rest, one] }) }, words);
}

function line(ctx, row) {
  const on = ctx.act.chosen.some(({ id }) => id === row.id);
  return el("li", { class: on ? "on" : "" }, el("p", { class: "typed" }, on ? "● " : "", wordsOf(row.text)), el("div", { class: "foot-row" }, el("small", { class: "muted" }, from(ctx, row)), pressing(ctx, { answer: row.id, alike: 1 }, say("response.pick"))));
}

function group(ctx, { id, n, typical, members }) {
  const on = ctx.act.chosen.some((row) => row.id === typical.id);
  return el(
    "li",
    { class: on ? "on" : "" },
    el("p", { class: "typed" }, el("span", { class: "pill" }, count(n)), " ", on ? "● " : "", wordsOf(typical.text)),
    el("div", { class: "foot-row" }, el("small", { class: "muted" }, say("response.alike", { n: count(n) })), pressing(ctx, { answer: typical.id, alike: n }, say("response.pick_group", { n: count(n) }))),
    el("details", { "data-key": `${ctx.id}-group-${id}` }, el("summary", {}, say("response.members")), el("ul", { class: "queue" }, [typical, ...members].map((row) => el("li", {}, el("p", { class: "typed" }, wordsOf(row.text)), el("small", { class: "muted" }, from(ctx, row)))))),
  );
}

function counts({ answers, base }) {
  if (answers === "rooms") return say("response.count.rooms", { n: count(base.rooms), of: count(base.of) });
  return say(base.rooms ? "response.count.both" : "response.count.persons", { n: count(base.persons), rooms: count(base.rooms) });
}

function answers(ctx) {
  const { act } = ctx;
  const n = act.base.rooms + act.base.persons;
  const before = n - act.newest.length;
  return [
    el("p", { class: "count" }, counts(act)),
    act.chosen.length
      ? [
          head(3, say("response.shown", { n: count(act.chosen.length) }), el("button", { class: "quiet small", type: "button", "data-key": `${ctx.id}-clear`, onclick: () => ctx.send("pick", { chosen: [] }) }, say("response.clear"))),
          el("ul", { class: "own" }, act.chosen.map((row) => el("li", {}, el("p", { class: "typed" }, `● ${wordsOf(row.text)}`), row.alike > 1 ? el("small", { class: "muted" }, say("response.alike", { n: count(row.alike) })) : null))),
          act.chosen.length >= MOST ? el("p", { class: "muted" }, say("response.most")) : null,
        ]
      : null,
    act.groups.length ? [el("h3", {}, say("response.groups")), el("ul", { class: "queue", "data-key": `${ctx.id}-groups` }, act.groups.map((one) => group(ctx, one)))] : null,
    act.groups_more ? el("p", { class: "muted" }, say("response.groups_more", { n: count(act.groups_more) })) : null,
    n ? [el("h3", {}, say("response.newest")), el("ul", { class: "queue", "data-key": `${ctx.id}-newest` }, act.newest.map((row) => line(ctx, row)))] : el("p", { class: "muted" }, say("response.none")),
    before > 0 ? el("p", { class: "muted" }, say("response.before", { n: count(before) })) : null,
    act.late ? el("p", { class: "muted" }, say("response.late", { n: count(act.late) })) : null,
  ];
}

export function lecturer(ctx) {
  const { act } = ctx;
  return el("section", { class: "card response" }, head(2, act.title, phasePill(act.phase)), el("p", { class: "question" }, act.question), steeringOf(ctx, { shows: false }), onItsWay(ctx), act.phase === "void" ? voidedNote() : act.phase ? answers(ctx) : null);
}

export function control({ act }) {
  if (!act.phase) return null;
  return el("section", { class: "card response" }, head(3, act.title, phasePill(act.phase)), el("p", { class: "count" }, say("response.count.control", { n: count(act.n), sites: count(act.n_sites), of: count(act.of) })));
}

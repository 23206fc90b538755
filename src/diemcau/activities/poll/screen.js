// A poll on the screens: one question, one button, did it arrive; bars with words when it is shown.

import { ballotOf, count, el, field, handIn, say, status, when } from "/static/live/frame.js";
import { bar, fitting, share } from "/static/live/pictures.js";

const letter = (index) => String.fromCharCode(65 + index);
const formOf = (act) => act.form || "single";
const isMany = (act) => act.form === "several" || act.form === "ranking";

/** A choice with its letter; the steps of a scale have numbers. */
function named(act, index) {
  return `${act.form === "scale" ? index + 1 : letter(index)}. ${act.choices[index]}`;
}

export function question(act, level = 2) {
  return el(`h${level}`, { class: "question" }, act.question);
}

export function choicesOnly(act, mine = []) {
  return el(
    "ol",
    { class: "choices-only" },
    act.choices.map((_, index) => el("li", mine.includes(index + 1) ? { class: "mine" } : {}, named(act, index))),
  );
}

export const card = (...children) => el("section", { class: "card poll" }, children);
const quiet = (key, data) => el("p", { class: "muted" }, say(key, data));
const warned = (key) => el("p", { class: "warn" }, say(key));

/** What was chosen, as a list of choices: a view says a number, a list, or nothing. */
const listed = (mine) => (Array.isArray(mine) ? mine : mine ? [mine] : []);

// --- the result --------------------------------------------------------------------------

/** A row of the result: its words, its figure, its bar. */
function row(act, index, mine, figure, percent) {
  const own = act.form !== "ranking" && mine.includes(index + 1);
  return el(
    "div",
    { class: own ? "share-row mine" : "share-row" },
    el("p", { class: "share-words" }, named(act, index), own ? el("span", { class: "pill" }, say("poll.mine")) : null),
    el("p", { class: "share-count" }, figure),
    bar(percent),
  );
}

/** Bars by choice with their words and numbers; `mine` is what was chosen by who looks. */
export function bars(act, mine = []) {
  const { split, base, points, means, known, few } = act.result;
  if (few) return el("div", { class: "shares" }, quiet("poll.few", { n: count(few) }), el("p", { class: "muted" }, basis(act)));
  const rooms = act.answers === "rooms";
  const of = rooms ? base.rooms : base.persons;
  const places = act.choices.map((_, index) => index);
  if (points) places.sort((a, b) => points[b] - points[a] || a - b);
  const figure = (index) =>
    points
      ? say("poll.rank", { points: count(points[index]), first: count(split[index]), mean: count(means[index], 1) })
      : say(rooms ? "poll.rooms" : "poll.persons", { n: count(split[index]), percent: count(share(split[index], of)) });
  const part = (index) => (points ? share(points[index], of * (act.choices.length - 1)) : share(split[index], of));
  return el(
    "div",
    { class: points ? "shares ranks" : "shares" },
    places.map((index) => row(act, index, mine, figure(index), part(index))),
    middle(act, of),
    el("p", { class: "muted" }, basis(act)),
    act.form === "several" || points ? quiet(`poll.how.${act.form}`, { most: act.choices.length - 1 }) : null,
    known ? quiet("poll.known") : null,
  );
}

/** Mean and median of a scale. */
function middle(act, of) {
  if (act.form !== "scale" || !of) return null;
  const { mean, median } = act.result;
  return el("p", { class: "middle" }, say("poll.middle", { mean: count(mean, 1), median: count(median), of: count(act.choices.length) }));
}

/** What the figures stand on. */
function basis({ answers, anonymous, result: { base } }) {
  if (anonymous) return say("poll.base.secret", { persons: count(base.persons), envelopes: count(base.envelopes) });
  if (answers === "rooms") return say("poll.base.rooms", { rooms: count(base.rooms), of: count(base.of) });
  const numbers = { persons: count(base.persons), phones: count(base.phones), hands: count(base.hands), at: count(base.hands_at) };
  return say(base.hands_at ? "poll.base.persons" : "poll.base.phones", numbers);
}

// --- answering ---------------------------------------------------------------------------

const lettered = (act) => act.choices.map((_, index) => [String(index + 1), named(act, index)]);

/** One choice, or a step of a scale. */
function one(ctx) {
  const { act } = ctx;
  return field(ctx, "choice", { type: "radio", label: el("span", { class: "question" }, act.question), options: lettered(act), oninput: () => ctx.redraw() });
}

/** Several choices, up to `most`. */
function several(ctx) {
  const { act, draft } = ctx;
  const { most } = act;
  const chosen = draft.choices || [];
  const full = chosen.length >= most;
  const pick = (value) => (event) => {
    const others = (draft.choices || []).filter((other) => other !== value); // as it is now, drawn or not
    draft.choices = event.target.checked && others.length < most ? [...others, value].sort((a, b) => a - b) : others;
    ctx.redraw();
  };
  const boxes = act.choices.map((_, index) => {
    const checked = chosen.includes(index + 1);
    const box = el("input", { type: "checkbox", "data-key": `${ctx.id}-box-${index}`, checked, disabled: full && !checked, onchange: pick(index + 1) });
    return el("label", { class: "choice" }, box, el("span", {}, named(act, index)));
  });
  const hint = most < act.choices.length ? say(full ? "poll.most.full" : "poll.most", { n: most }) : say("poll.most.any");
  return el("fieldset", { class: "field" }, el("legend", {}, el("span", { class: "question" }, act.question)), el("span", { class: "hint" }, hint), boxes);
}

/** An order: pressed one after the other; what is pressed again leaves its place. */
function ranking(ctx) {
  const { act, draft } = ctx;
  const order = draft.choices || [];
  const press = (value) => () => {
    const now = draft.choices || [];
    draft.choices = now.includes(value) ? now.filter((other) => other !== value) : [...now, value];
    ctx.redraw();
  };
  const buttons = act.choices.map((_, index) => {
    const place = order.indexOf(index + 1) + 1;
    const sign = el("span", { class: "rank-place" }, place ? say("poll.place", { n: place }) : "–");
    return el("button", { class: place ? "rank placed" : "rank", type: "button", "aria-pressed": String(place > 0), "data-key": `${ctx.id}-rank-${index}`, onclick: press(index + 1) }, sign, " ", el("span", {}, named(act, index)));
  });
  return el("fieldset", { class: "field" }, el("legend", {}, el("span", { class: "question" }, act.question)), el("span", { class: "hint" }, say("poll.order.how")), buttons);
}

const ASKED = { several, ranking };

/** What is filled in as the body of an answer; null while it is not whole. */
function filled({ act, draft }) {
  const list = draft.choices || [];
  if (act.form === "ranking") return list.length === act.choices.length ? { choices: list } : null;
  if (act.form === "several") return list.length ? { choices: list } : null;
  return draft.choice ? { choice: Number(draft.choice) } : null;
}

/** The choices and one button. `mine` is what counts now, [] for nothing. */
function answerForm(ctx, mine, words = mine.length ? "poll.change" : "poll.send", give = (body) => ctx.send("answer", body)) {
  const { act, draft } = ctx;
  if (mine.length && isMany(act) && !draft.choices) draft.choices = mine.slice();
  if (mine.length && !isMany(act) && !draft.choice) draft.choice = String(mine[0]);
  const body = filled(ctx);
  const same = Boolean(body) && mine.length > 0 && String(body.choices || body.choice) === String(mine);
  return [
    (ASKED[formOf(act)] || one)(ctx),
    el("button", { class: "primary wide", type: "button", "data-key": `${ctx.id}-send`, disabled: !body || same, onclick: () => give(filled(ctx)) }, say(words)),
  ];
}

// How a secret ballot stands: what to show before its words, and their sort.
const stands = { sealed: ["◐", "wait"], handed: ["✓", "good"], going: ["◐", "wait"], cast: ["✓", "good"], refused: ["✕", "bad"], late: ["▲", "warn"], elsewhere: ["▲", "warn"] };

/** One's own secret ballot: choose and hand in once; then only where it is. */
function secret(ctx) {
  const { act, id } = ctx;
  const { state, words, onDevice } = ballotOf(id);
  const open = act.phase === "open";
  if (state === "new" && open) return card(answerForm(ctx, [], "poll.secret.hand_in", (body) => handIn(id, body)), el("p", {}, say("poll.secret.how")));
  if (state === "sealing") return card(question(act), choicesOnly(act), el("button", { class: "primary wide", type: "button", disabled: true }, say("ballot.sealing")));
  if (state === "new") return card(question(act), choicesOnly(act), quiet("poll.closed"));
  const [sign, sort] = stands[state];
  return card(
    question(act),
    choicesOnly(act),
    el("p", { class: `status ${sort}` }, el("span", { "aria-hidden": "true" }, `${sign} `), words || say(`ballot.is.${state}`)),
    onDevice ? null : el("p", { class: "status bad" }, `▲ ${say("ballot.unkept")}`),
    open || act.phase === "shown" ? null : quiet("poll.closed"),
  );
}

/** What stands where a mistake was. */
function voided(act) {
  return card(question(act), el("p", { class: "note" }, say("steering.void.note")));
}

export function phone(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const mine = listed(act.mine);
  const last = status(ctx.sends[0]);
  if (act.phase === "void") return voided(act);
  if (act.phase === "shown" && !(act.anonymous && ballotOf(ctx.id).state === "going")) return card(question(act), bars(act, mine));
  if (act.answers === "rooms") return card(question(act), choicesOnly(act), quiet(act.phase === "open" ? "poll.phone.room" : "poll.closed"));
  if (act.anonymous) return secret(ctx);
  if (act.phase === "open") return card(answerForm(ctx, mine), last, quiet("poll.kept"));
  return card(question(act), yours(act, mine), quiet("poll.closed"), listed(act.late).length ? warned("poll.late") : null, last);
}

/** The choices with one's own among them; an order in the order that one gave. */
function yours(act, mine) {
  if (act.form !== "ranking" || !mine.length) return choicesOnly(act, mine);
  return el("ol", { class: "choices-only" }, mine.map((choice, place) => el("li", {}, `${say("poll.place", { n: place + 1 })}: ${named(act, choice - 1)}`)));
}

// --- the desk ----------------------------------------------------------------------------

function hands(ctx) {
  const { act, draft } = ctx;
  const several = act.form === "several";
  if (act.mine && draft["hands-0"] === undefined) {
    act.mine.split.forEach((number, index) => (draft[`hands-${index}`] = String(number)));
    if (several) draft["hands-all"] = String(act.mine.persons);
  }
  const number = (name) => Number(draft[`hands-${name}`] || 0);
  const split = () => act.choices.map((_, index) => number(index));
  const body = () => (several ? { split: split(), persons: number("all") } : { split: split() });
  const whole = split().every((one) => Number.isInteger(one) && one >= 0 && one <= 1000);
  const sum = split().reduce((a, b) => a + b, 0);
  const persons = number("all");
  const fits = !several || (Math.max(...split()) <= persons && persons <= sum && sum <= act.most * persons);
  const input = (name, label) => field(ctx, `hands-${name}`, { type: "number", min: 0, max: 1000, label, oninput: () => ctx.redraw() });
  return [
    el("p", {}, say(several ? "poll.hands.several" : "poll.hands.how")),
    el("div", { class: "hands" }, act.choices.map((_, index) => input(index, named(act, index))), several ? input("all", say("poll.hands.all")) : null),
    whole && sum && !fits ? warned("poll.hands.unfit") : null,
    el("button", { class: "primary", type: "button", "data-key": `${ctx.id}-hands`, disabled: !whole || !fits, onclick: () => ctx.send("answer_rest", body()) }, say(act.mine ? "poll.hands.change" : "poll.hands.send")),
  ];
}

function given(act) {
  const { mine } = act;
  if (!mine) return quiet("poll.site.none");
  const at = when(mine.at);
  if (act.answers === "rooms") {
    const between = act.form === "ranking" ? " → " : " · ";
    const words = (mine.choices || [mine.choice]).map((choice) => named(act, choice - 1)).join(between);
    return el("p", {}, say("poll.site.room", { words, at }));
  }
  const counts = mine.split.map((number, index) => `${act.form === "scale" ? index + 1 : letter(index)}: ${count(number)}`);
  const words = [...counts, ...(mine.persons === undefined ? [] : [say("poll.hands.persons", { n: count(mine.persons) })])].join(" · ");
  return el("p", {}, say("poll.site.hands", { words, at }));
}

export function site(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return voided(act);
  const rooms = act.answers === "rooms";
  const mine = rooms && act.mine ? listed(act.mine.choices || act.mine.choice) : [];
  if (act.anonymous) return card(question(act), act.phase === "shown" ? bars(act) : choicesOnly(act), quiet("poll.by_secret"));
  const byHand = rooms || act.form !== "ranking";
  const signs = [status(ctx.sends[0]), act.over ? warned("poll.over") : null, act.late ? warned("poll.late") : null];
  if (act.phase === "shown") return card(question(act), bars(act, mine), byHand ? given(act) : null, signs);
  if (!byHand) return card(question(act), choicesOnly(act), quiet(act.phase === "open" ? "poll.site.ranking" : "poll.closed"), signs);
  if (act.phase === "closed") return card(question(act), choicesOnly(act), given(act), quiet("poll.closed"), signs);
  if (rooms) return card(quiet("poll.site.once"), answerForm(ctx, mine), act.mine ? given(act) : null, signs);
  return card(question(act), hands(ctx), act.mine ? given(act) : null, signs);
}

export function task(ctx) {
  const { act } = ctx;
  if (act.phase !== "open" || act.anonymous || (act.form === "ranking" && act.answers === "persons")) return null;
  const key = act.answers === "rooms" ? "poll.task.room" : "poll.task.hands";
  return { state: act.mine ? "done" : "todo", words: say(key, { title: act.title }), open: ctx.id };
}

// --- the hall ----------------------------------------------------------------------------

export function room(ctx) {
  const { act } = ctx;
  if (!act.phase || act.phase === "void") return null;
  if (act.phase === "shown") return fitting(el("section", { class: "room-poll" }, question(act, 1), bars(act)));
  const kind = act.anonymous ? "secret" : act.answers === "rooms" ? "rooms" : act.form === "ranking" ? "ranking" : "persons";
  const lines = [act.phase === "open" && act.form ? say(`poll.ask.${act.form}`, { most: act.most || "" }) : "", say(act.phase === "closed" ? "poll.closed" : `poll.room.${kind}`)];
  return fitting(el("section", { class: "room-poll" }, question(act, 1), choicesOnly(act), el("p", { class: "room-foot" }, lines.filter(Boolean).join(" "))));
}

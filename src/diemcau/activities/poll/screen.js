// A poll on the screens: one question, one button, did it arrive; bars with words when it is shown.

import { count, el, field, say, status, when } from "/static/live/frame.js";
import { ballotOf, handIn } from "/static/live/ballots.js";
import { bar, fitting } from "/static/live/pictures.js";

const letter = (index) => String.fromCharCode(65 + index);
const lettered = (choice, index) => `${letter(index)}. ${choice}`;
const share = (part, of) => (of ? Math.round((100 * part) / of) : 0);

/** Bars by choice with their words and numbers; `mine` is the choice of who looks. */
function bars(act, mine = 0) {
  const { split, base } = act.result;
  const of = act.answers === "rooms" ? base.rooms : base.persons;
  const unit = act.answers === "rooms" ? "poll.rooms" : "poll.persons";
  return el(
    "div",
    { class: "shares" },
    act.choices.map((choice, index) =>
      el(
        "div",
        { class: mine === index + 1 ? "share-row mine" : "share-row" },
        el("p", { class: "share-words" }, lettered(choice, index), mine === index + 1 ? el("span", { class: "pill" }, say("poll.mine")) : null),
        el("p", { class: "share-count" }, say(unit, { n: count(split[index]), percent: count(share(split[index], of)) })),
        bar(share(split[index], of)),
      ),
    ),
    el("p", { class: "muted" }, basis(act)),
  );
}

/** What the figures stand on. */
function basis({ answers, anonymous, result: { base } }) {
  if (anonymous) return say("poll.base.secret", { persons: count(base.persons), envelopes: count(base.envelopes) });
  if (answers === "rooms") return say("poll.base.rooms", { rooms: count(base.rooms), of: count(base.of) });
  const numbers = { persons: count(base.persons), phones: count(base.phones), hands: count(base.hands), at: count(base.hands_at) };
  return say(base.hands_at ? "poll.base.persons" : "poll.base.phones", numbers);
}

function question(act, level = 2) {
  return el(`h${level}`, { class: "question" }, act.question);
}

function choicesOnly(act, mine = 0) {
  return el(
    "ol",
    { class: "choices-only" },
    act.choices.map((choice, index) => el("li", mine === index + 1 ? { class: "mine" } : {}, lettered(choice, index))),
  );
}

const card = (...children) => el("section", { class: "card poll" }, children);

/** Radio buttons and one button. `mine` is what counts now, 0 for nothing. */
function answerForm(ctx, mine, words = mine ? "poll.change" : "poll.send", give = (choice) => ctx.send("answer", { choice })) {
  const { act, draft } = ctx;
  if (!draft.choice && mine) draft.choice = String(mine);
  const send = () => give(Number(draft.choice));
  const same = Boolean(mine) && draft.choice === String(mine);
  return [
    field(ctx, "choice", {
      type: "radio",
      label: el("span", { class: "question" }, act.question),
      options: act.choices.map((choice, index) => [String(index + 1), lettered(choice, index)]),
      oninput: () => ctx.redraw(),
    }),
    el(
      "button",
      { class: "primary wide", type: "button", "data-key": `${ctx.id}-send`, disabled: !draft.choice || same, onclick: send },
      say(words),
    ),
  ];
}

// How a secret ballot stands: what to show before its words, and their sort.
const stands = { sealed: ["◐", "wait"], handed: ["✓", "good"], going: ["◐", "wait"], cast: ["✓", "good"], refused: ["✕", "bad"], late: ["▲", "warn"], elsewhere: ["▲", "warn"] };

/** One's own secret ballot: choose and hand in once; then only where it is. */
function secret(ctx) {
  const { act, id } = ctx;
  const { state, words, onDevice } = ballotOf(id);
  const open = act.phase === "open";
  if (state === "new" && open) return card(answerForm(ctx, 0, "poll.secret.hand_in", (choice) => handIn(id, choice)), el("p", {}, say("poll.secret.how")));
  if (state === "sealing") return card(question(act), choicesOnly(act), el("button", { class: "primary wide", type: "button", disabled: true }, say("poll.secret.sealing")));
  if (state === "new") return card(question(act), choicesOnly(act), el("p", { class: "muted" }, say("poll.closed")));
  const [sign, sort] = stands[state];
  return card(
    question(act),
    choicesOnly(act),
    el("p", { class: `status ${sort}` }, el("span", { "aria-hidden": "true" }, `${sign} `), words || say(`poll.secret.is.${state}`)),
    onDevice ? null : el("p", { class: "status bad" }, `▲ ${say("poll.secret.unkept")}`),
    open || act.phase === "shown" ? null : el("p", { class: "muted" }, say("poll.closed")),
  );
}

export function phone(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const last = status(ctx.sends[0]);
  if (act.phase === "shown" && !(act.anonymous && ballotOf(ctx.id).state === "going")) return card(question(act), bars(act, act.mine));
  if (act.answers === "rooms") return card(question(act), choicesOnly(act), el("p", { class: "muted" }, say(act.phase === "open" ? "poll.phone.room" : "poll.closed")));
  if (act.anonymous) return secret(ctx);
  if (act.phase === "open") return card(answerForm(ctx, act.mine), last, el("p", { class: "muted" }, say("poll.kept")));
  return card(question(act), choicesOnly(act, act.mine), el("p", { class: "muted" }, say("poll.closed")), act.late ? el("p", { class: "warn" }, say("poll.late")) : null, last);
}

function hands(ctx) {
  const { act, draft } = ctx;
  if (act.mine && draft["hands-0"] === undefined) act.mine.split.forEach((number, index) => (draft[`hands-${index}`] = String(number)));
  const split = () => act.choices.map((_, index) => Number(draft[`hands-${index}`] || 0));
  const sensible = split().every((number) => Number.isInteger(number) && number >= 0 && number <= 1000);
  const send = () => ctx.send("answer_rest", { split: split() });
  return [
    el("p", {}, say("poll.hands.how")),
    el(
      "div",
      { class: "hands" },
      act.choices.map((choice, index) => field(ctx, `hands-${index}`, { type: "number", min: 0, max: 1000, label: lettered(choice, index), oninput: () => ctx.redraw() })),
    ),
    el("button", { class: "primary", type: "button", "data-key": `${ctx.id}-hands`, disabled: !sensible, onclick: send }, say(act.mine ? "poll.hands.change" : "poll.hands.send")),
  ];
}

function given(act) {
  if (!act.mine) return el("p", { class: "muted" }, say("poll.site.none"));
  const words = act.answers === "rooms" ? lettered(act.choices[act.mine.choice - 1], act.mine.choice - 1) : act.mine.split.map((number, index) => `${letter(index)}: ${count(number)}`).join(" · ");
  return el("p", {}, say(act.answers === "rooms" ? "poll.site.room" : "poll.site.hands", { words, at: when(act.mine.at) }));
}

export function site(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.anonymous) return card(question(act), act.phase === "shown" ? bars(act) : choicesOnly(act), el("p", { class: "muted" }, say("poll.by_secret")));
  const rooms = act.answers === "rooms";
  const signs = [status(ctx.sends[0]), act.over ? el("p", { class: "warn" }, say("poll.over")) : null, act.late ? el("p", { class: "warn" }, say("poll.late")) : null];
  if (act.phase === "shown") return card(question(act), bars(act, rooms && act.mine ? act.mine.choice : 0), given(act), signs);
  if (act.phase === "closed") return card(question(act), choicesOnly(act), given(act), el("p", { class: "muted" }, say("poll.closed")), signs);
  if (rooms) return card(el("p", { class: "muted" }, say("poll.site.once")), answerForm(ctx, act.mine ? act.mine.choice : 0), signs);
  return card(question(act), hands(ctx), act.mine ? given(act) : null, signs);
}

export function task(ctx) {
  const { act } = ctx;
  if (act.phase !== "open" || act.anonymous) return null;
  const key = act.answers === "rooms" ? "poll.task.room" : "poll.task.hands";
  return { state: act.mine ? "done" : "todo", words: say(key, { title: act.title }), open: ctx.id };
}

export function room(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.phase === "shown") return fitting(el("section", { class: "room-poll" }, question(act, 1), bars(act)));
  const how = act.phase === "closed" ? "poll.closed" : act.anonymous ? "poll.secret.room" : act.answers === "rooms" ? "poll.room.rooms" : "poll.room.persons";
  return fitting(el("section", { class: "room-poll" }, question(act, 1), choicesOnly(act), el("p", { class: "room-foot" }, say(how))));
}

function steering(ctx) {
  const { phase, anonymous } = ctx.act;
  const button = (verb, words, primary, disabled) =>
    el("button", { class: primary ? "primary" : "", type: "button", "data-key": `${ctx.id}-${verb}`, disabled, onclick: () => ctx.send(verb) }, words);
  return el(
    "div",
    { class: "buttons" },
    button("open", say(phase === "closed" ? "poll.reopen" : "poll.open"), phase === "", phase === "open" || phase === "shown" || Boolean(anonymous && phase)),
    button("close", say("poll.close"), phase === "open", phase !== "open"),
    button("show", say(phase === "open" ? "poll.close_show" : "poll.show"), phase === "closed", phase === "" || phase === "shown" || Boolean(anonymous && phase === "open")),
  );
}

// A refusal stands at the top of the desk already; here only what is under way.
function onItsWay(ctx) {
  const last = ctx.sends[0];
  return last && (last.state === "saved" || last.state === "sent") ? status(last) : null;
}

export function lecturer(ctx) {
  const { act } = ctx;
  const late = act.late.persons + act.late.rooms;
  return card(
    el("div", { class: "head" }, el("h2", {}, act.title), el("span", { class: act.phase === "open" ? "pill good" : "pill" }, say(`poll.phase.${act.phase || "waiting"}`))),
    question(act, 3),
    steering(ctx),
    onItsWay(ctx),
    act.phase ? bars(act) : el("details", { "data-key": `${ctx.id}-choices` }, el("summary", {}, say("poll.choices")), choicesOnly(act), el("p", { class: "muted" }, say(act.anonymous ? "poll.by_secret" : `poll.by_${act.answers}`))),
    act.anonymous && act.phase === "open" ? el("p", {}, say("poll.secret.handed", { n: count(act.result.base.envelopes) })) : null,
    late ? el("p", { class: "muted" }, say("poll.late_count", { n: count(late) })) : null,
  );
}

export function control(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const sites = Object.keys(act.sites || {}).length;
  return card(
    el("div", { class: "head" }, el("h3", {}, act.title || say("poll.title")), el("span", { class: "pill" }, say(`poll.phase.${act.phase || "waiting"}`))),
    el("p", {}, say("poll.control", { n: count(sites) })),
    act.result ? bars(act) : null,
  );
}

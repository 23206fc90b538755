// A situation on the screens of a room: what is new, what is to be decided now, where the room stands; then what
// came of it. The story folds away once something has come.

import { count, countdown, el, say, when } from "/static/live/frame.js";
import { bar, fitting, share } from "/static/live/pictures.js";

export const letter = (index) => String.fromCharCode(65 + index);
export const lettered = (act, choice) => `${letter(choice - 1)}. ${act.choices[choice - 1]}`;
export const running = (act) => act.phase === "open" || act.phase === "discuss";
export const muted = (key, data) => el("p", { class: "muted" }, say(key, data));
export const FIRST = "1";

// --- the case ------------------------------------------------------------------------------

function story(act) {
  return el(
    "div",
    { class: "story" },
    act.story.map((words) => el("p", {}, words)),
    act.news.map((words) => el("p", { class: "news" }, el("strong", {}, say("situation.news")), " ", words)),
  );
}

function task_(act) {
  return el("p", { class: "question" }, act.task);
}

export function folded(ctx, name, words, ...inside) {
  return el("details", { "data-key": `${ctx.id}-${name}` }, el("summary", {}, words), inside);
}

function basis(ctx) {
  const { act } = ctx;
  return act.basis.length ? folded(ctx, "basis", say("situation.basis", { n: act.basis.length }), list(act.basis)) : null;
}

const list = (lines) => el("ul", { class: "basis" }, lines.map((words) => el("li", {}, words)));

/** What the room is given to read besides the story: parts by post, documents, bases. */
export function papers(ctx) {
  const { act } = ctx;
  const part = ({ title, words }) => el("li", {}, el("strong", {}, title), words ? `: ${words}` : "");
  return [
    act.roles && act.roles.length ? folded(ctx, "roles", say("situation.roles", { n: act.roles.length }), el("ul", { class: "basis" }, act.roles.map(part))) : null,
    act.documents && act.documents.length ? folded(ctx, "documents", say("situation.documents", { n: act.documents.length }), list(act.documents)) : null,
    basis(ctx),
  ];
}

function choices(act, mine = 0) {
  return el("ol", { class: "choices-only" }, act.choices.map((_, index) => el("li", mine === index + 1 ? { class: "mine" } : {}, lettered(act, index + 1))));
}

export function clock(act) {
  if (act.phase !== "discuss") return null;
  return el("p", { class: "timer" }, el("span", { class: "timer-words" }, say("situation.left", { at: when(act.until) })), countdown(act.until));
}

export function mark(act) {
  return act.mark ? el("p", { class: "muted" }, act.mark) : null;
}

// --- where the room stands -----------------------------------------------------------------

const waking = {}; // activity → the instant at which it is drawn again

/** Draw again when the next development is due, also when no line says so. */
function wakeAt(ctx, at) {
  if (!at || waking[ctx.id] === at) return;
  waking[ctx.id] = at;
  const rate = (ctx.sitting && ctx.sitting.rate) || 1;
  setTimeout(() => ctx.redraw(), Math.min(2 ** 31 - 1, Math.max(0, (at - ctx.now()) / rate) + 200));
}

/** What has come to the room, what it handed in, what it is to decide: as the server said, and as time has gone on since. */
export function wayOf(ctx) {
  const { act } = ctx;
  const plain = { came: act.news.map((text) => ({ text })), values: [], ending: null };
  const course = act.course || plain;
  const ahead = act.phase === "discuss" ? act.next || [] : [];
  const now = ctx.now();
  const came = [...course.came, ...ahead.filter(({ at }) => at <= now)];
  wakeAt(ctx, (ahead.find(({ at }) => at > now) || {}).at);
  const given = { ...(act.given || (act.mine ? { [FIRST]: act.mine } : {})) };
  for (const send of ctx.sends.slice().reverse()) {
    if (send.kind === "situation.decide" && (send.state === "saved" || send.state === "sent")) given[send.body.turn || FIRST] = send.body;
  }
  const turns = [{ code: FIRST, task: act.task, form: "one", choices: act.choices, most: 0, total: 0, unit: "" }];
  for (const { turn } of came) if (turn && !turns.some(({ code }) => code === turn.code)) turns.push(turn);
  const open = turns.filter(({ code }) => !given[code]);
  return { ...course, came, given, turns, open, done: turns.filter(({ code }) => given[code]) };
}

/** The newest that came, told apart from what came before. */
export function newest(way) {
  const last = way.came[way.came.length - 1];
  if (!last) return null;
  const at = last.at ? ` ${when(last.at)}` : "";
  return el("p", { class: "news newest" }, el("strong", {}, `● ${say("situation.newest")}${at}:`), " ", last.text);
}

/** What put a turn before the room, where something newer has come since. */
export function causeOf(way, turn) {
  const cause = way.came.find((one) => one.turn && one.turn.code === turn.code);
  if (!cause || cause === way.came[way.came.length - 1]) return null;
  return el("p", { class: "news" }, el("strong", {}, `${when(cause.at)} `), cause.text);
}

/** The story and what came before the newest; folded away once there is something else to look at. */
export function before(ctx, way) {
  const { act } = ctx;
  const earlier = running(act) ? way.came.slice(0, -1) : way.came;
  const news = ({ text, at }) => el("p", { class: "news" }, el("strong", {}, at ? `${when(at)} ` : say("situation.news")), " ", text);
  const words = el("div", { class: "story" }, act.story.map((text) => el("p", {}, text)), earlier.map(news));
  if (running(act) && !way.came.length) return words;
  return folded(ctx, "story", earlier.length ? say("situation.case_before", { n: earlier.length }) : say("situation.case"), words);
}

/** Variables as words and numbers first, a bar below. */
export function gauges(act, way) {
  if (!act.variables || !act.variables.length) return null;
  const gauge = ({ title, unit, start, low, high }, index) => {
    const value = way.values[index];
    const moved = value - start;
    const sign = moved ? `${moved > 0 ? "▲" : "▼"} ${say("situation.since_start", { n: count(Math.abs(moved)) })}` : say("situation.as_at_start");
    return el(
      "div",
      { class: "gauge" },
      el("p", { class: "gauge-words" }, title),
      el("p", { class: "gauge-value" }, `${count(value)} ${unit}`.trim()),
      bar(high > low ? share(value - low, high - low) : 0),
      el("p", { class: "gauge-range" }, `${say("situation.range", { low: count(low), high: count(high) })} · ${sign}`),
    );
  };
  return el("section", { class: "gauges", "aria-label": say("situation.gauges") }, act.variables.map(gauge));
}

export function ended(way, level = 3) {
  if (!way.ending) return null;
  return el("div", { class: "ending" }, el(`h${level}`, {}, say("situation.ending")), el("p", { class: "ending-title" }, way.ending.title), way.ending.text.split("\n").map((words) => el("p", {}, words)));
}

function debrief(act, level = 3) {
  if (!act.debrief || !act.debrief.length) return null;
  return el("div", { class: "debrief" }, el(`h${level}`, {}, say("situation.debrief")), el("ol", { class: "basis" }, act.debrief.map((words) => el("li", {}, words))));
}

// --- what came of it -----------------------------------------------------------------------

/** Bars by choice; `beside(choice)` gives what stands under a bar. */
function bars(act, mine = 0, beside = () => null) {
  const { split, base } = act.result;
  const row = (number, index) =>
    el(
      "div",
      { class: mine === index + 1 ? "share-row mine" : "share-row" },
      el("p", { class: "share-words" }, lettered(act, index + 1), mine === index + 1 ? el("span", { class: "pill" }, say("situation.ours")) : null),
      el("p", { class: "share-count" }, say("situation.rooms", { n: count(number), percent: count(share(number, base.rooms)) })),
      bar(share(number, base.rooms)),
      beside(index + 1),
    );
  return el("div", { class: "shares" }, split.map(row), muted("situation.base", { n: count(base.rooms), of: count(base.of) }));
}

/** Further decisions of all rooms, each folded into one line. */
function furtherBars(ctx) {
  const { act } = ctx;
  const turn = (one) => {
    const rows = one.choices.map((text, index) =>
      el(
        "div",
        { class: "share-row" },
        el("p", { class: "share-words" }, lettered(one, index + 1)),
        el("p", { class: "share-count" }, say("situation.rooms", { n: count(one.split[index]), percent: count(share(one.split[index], one.rooms)) })),
        bar(share(one.split[index], one.rooms)),
      ),
    );
    return folded(ctx, `sums-${one.code}`, one.task, el("div", { class: "shares" }, rows, muted("situation.turn_base", { n: count(one.rooms) })));
  };
  return (act.turns || []).filter((one) => one.choices.length && one.rooms).map(turn);
}

/** How many rooms came to which ending. */
function endings(act, level) {
  if (!act.endings || !act.endings.some(({ rooms }) => rooms)) return null;
  const of = act.endings.reduce((sum, { rooms }) => sum + rooms, 0);
  const row = ({ title, rooms }) =>
    el("div", { class: "share-row" }, el("p", { class: "share-words" }, title), el("p", { class: "share-count" }, say("situation.rooms", { n: count(rooms), percent: count(share(rooms, of)) })), bar(share(rooms, of)));
  return el("div", { class: "shares" }, el(`h${level}`, {}, say("situation.endings")), act.endings.map(row));
}

/** "một xã thuộc tỉnh …"; the name only where the chair agreed. */
function whence({ unit, of, name }) {
  const one = name || say(unit && say.has(`situation.one.${unit}`) ? `situation.one.${unit}` : "situation.one");
  return of ? say("situation.whence", { one, of }) : one;
}

function caseCard(act, decision) {
  const further = decision.chosen !== undefined;
  const said = decision.text || decision.reason;
  return el(
    "figure",
    { class: "case" },
    el("figcaption", {}, whence(decision)),
    further ? [el("p", { class: "muted" }, decision.task), decision.chosen.map((words) => el("p", { class: "case-choice" }, words))] : el("p", { class: "case-choice" }, lettered(act, decision.choice)),
    said ? el("blockquote", {}, `“${said}”`) : null,
  );
}

function cases(act) {
  return act.cases && act.cases.length ? el("div", { class: "cases" }, act.cases.map((decision) => caseCard(act, decision))) : null;
}

function lessons(act, level) {
  if (!act.lessons || !act.lessons.length) return null;
  return el("div", { class: "lessons" }, el(`h${level}`, {}, say("situation.lessons")), act.lessons.map((words) => el("p", {}, words)));
}

export function outcome(ctx, mine, level = 3) {
  const { act } = ctx;
  if (running(act)) return null;
  if (act.phase === "void") return el("p", { class: "warn" }, say("situation.void"));
  const expert = act.expert ? el("div", { class: "expert" }, el(`h${level}`, {}, say("situation.expert")), act.expert.split("\n").map((words) => el("p", {}, words))) : null;
  // A hall sees one picture: where the rooms came out, or, of a story without endings, what they decided.
  const ends = endings(act, level);
  const sums = act.result ? (level === 2 && ends ? ends : [bars(act, mine), level === 3 ? furtherBars(ctx) : null, ends]) : muted("situation.closed");
  if (level === 2) return [cases(act) ? null : sums, cases(act), expert, lessons(act, level), debrief(act, level)];
  return [lessons(act, level), cases(act), expert, sums, debrief(act, level)]; // what is new first: a phone shows little
}

// --- phone and room ------------------------------------------------------------------------

/** A decision as it is read: the task, how to answer, the choices. */
function asked(turn) {
  const how = { several: "situation.up_to", share: "situation.share_out", text: "situation.in_words" }[turn.form];
  const n = turn.form === "share" ? count(turn.total) : count(turn.most || turn.choices.length);
  return [
    el("p", { class: "question" }, turn.task),
    how ? el("p", { class: "muted" }, say(how, { n, unit: turn.unit })) : null,
    turn.choices.length ? choices(turn) : null,
  ];
}

// A phone does not know how far its room is: it reads the decision that came to all rooms last.
export function phone(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const way = wayOf(ctx);
  const own = act.course ? "situation.phone_own" : "situation.phone";
  return el(
    "section",
    { class: "card situation" },
    el("h2", {}, act.title),
    clock(act),
    running(act) ? newest(way) : null,
    before(ctx, way),
    running(act) ? [asked(way.turns[way.turns.length - 1]), el("p", { class: "note" }, say(own)), papers(ctx)] : [task_(act), outcome(ctx)],
    mark(act),
  );
}

/** The decision before the room, as large as it can be. */
function roomTurn(act, turn, way) {
  const rest = way.open.length - 1;
  return [
    causeOf(way, turn),
    asked(turn),
    rest > 0 ? el("p", { class: "muted" }, say("situation.more_to_decide", { n: rest })) : null,
  ];
}

export function room(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const way = wayOf(ctx);
  const mine = act.mine ? act.mine.choice : 0;
  const over = act.phase === "closed" || act.phase === "shown";
  if (!running(act)) {
    const own = over && !(act.cases && act.cases.length) ? ended(way, 2) : null;
    return fitting(el("section", { class: "room-situation" }, el("h1", {}, act.title), own && !act.result ? own : [act.course ? null : task_(act), outcome(ctx, mine, 2), act.expert ? null : own]));
  }
  const simple = !act.course;
  const said = simple && mine ? say("situation.room.decided", { choice: letter(mine - 1) }) : say(act.phase === "open" ? "situation.room.read" : way.open.length ? "situation.room.discuss" : "situation.room.wait");
  const foot = el("p", { class: "room-foot" }, [said, act.mark].filter(Boolean).join(" · "));
  const top = el("div", { class: "room-head" }, el("h1", {}, act.title), clock(act));
  const moved = !simple && way.came.length > 0;
  const tale = moved ? newest(way) : story(act);
  const now = simple ? [task_(act), choices(act, mine)] : way.open.length ? roomTurn(act, way.open[0], way) : ended(way, 2);
  // A story is read first. While rooms talk, what they talk about stands on the first page, whole, the story behind it.
  const talk = act.phase === "discuss" && !moved;
  return fitting(el("section", { class: talk ? "room-situation close-pages" : "room-situation" }, top, talk ? [now, tale] : [tale, now], gauges(act, way), foot));
}

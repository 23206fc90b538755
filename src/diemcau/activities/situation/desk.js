// A situation for those who steer: the steps, the case, and the board on which the answers of all rooms are compared.

import { count, countdown, el, field, say, when } from "/static/live/frame.js";
import { bar, share } from "/static/live/pictures.js";
import { afterClose, onItsWay } from "/static/live/steering.js";

export const beside = ["floor"]; // a room that is invited to speak is asked there

const letter = (index) => String.fromCharCode(65 + index);
const running = (act) => act.phase === "open" || act.phase === "discuss";
const over = (act) => act.phase === "closed" || act.phase === "shown";
const muted = (key, data) => el("p", { class: "muted" }, say(key, data));
const lettered = (turn, choice) => `${letter(choice - 1)}. ${turn.choices[choice - 1]}`;

function button(ctx, key, words, onclick, { sort = "", disabled = false, pressed = null } = {}) {
  return el("button", { class: sort, type: "button", "data-key": `${ctx.id}-${key}`, disabled, "aria-pressed": pressed, onclick }, words);
}

/** Press something that only changes what this desk shows. */
function turnTo(ctx, change) {
  return () => {
    Object.assign(ctx.draft, change);
    ctx.redraw();
  };
}

function clock(act) {
  if (act.phase !== "discuss") return null;
  return el("p", { class: "timer" }, el("span", { class: "timer-words" }, say("situation.left", { at: when(act.until) })), countdown(act.until));
}

// --- steering ------------------------------------------------------------------------------

/** The steps in their order; the one to take next stands out, those taken carry a tick. */
function steering(ctx) {
  const { act } = ctx;
  if (afterClose(ctx)) return act.phase === "void" ? el("p", { class: "note" }, say("situation.board.void")) : null;
  const at = ["", "open", "discuss", "closed", "shown"].indexOf(act.phase);
  const words = (step, key, data) => `${at >= step ? "✓" : step} ${say(key, data)}`;
  const send = (verb, body = {}) => () => ctx.send(verb, body);
  if (act.phase === "void") return el("div", { class: "buttons" }, el("p", { class: "note" }, say("situation.board.void")), button(ctx, "open", say("situation.board.reopen"), send("open")));
  const next = act.developments.findIndex((one) => one.by !== "itself" && !one.came) + 1;
  const more = [
    act.phase === "discuss" || over(act) ? button(ctx, "more", say(over(act) ? "situation.discuss_again" : "situation.more", { n: 2 }), send("discuss", { minutes: 2 }), { disabled: at === 4 }) : null,
    running(act) && next ? button(ctx, "develop", say("situation.develop", { n: next, of: act.developments.length }), send("develop", { n: next })) : null,
    at === 4 && act.view && !act.expert_shown ? button(ctx, "expert", say("situation.show_expert"), send("show", { expert: true })) : null,
  ].filter((one) => one && !one.disabled);
  return [
    el(
      "div",
      { class: "buttons steps" },
      button(ctx, "open", words(1, "situation.open"), send("open"), { sort: at === 0 ? "primary" : "", disabled: at > 0 }),
      button(ctx, "discuss", words(2, "situation.discuss", { n: act.minutes }), send("discuss"), { sort: at === 1 ? "primary" : "", disabled: at !== 1 }),
      button(ctx, "close", words(3, "situation.close"), send("close"), { sort: at === 2 ? "primary" : "", disabled: at === 0 || at > 2 }),
      button(ctx, "show", words(4, "situation.show"), send("show"), { sort: at === 3 ? "primary" : "", disabled: at === 0 || at === 4 }),
      more,
    ),
  ];
}

function mistake(ctx) {
  if (!ctx.act.phase || ctx.act.phase === "void") return null;
  return el("details", { "data-key": `${ctx.id}-void-ask` }, el("summary", {}, say("steering.void")), el("p", {}, say("steering.void.sure")), button(ctx, "void", say("steering.void"), () => ctx.send("void", {}), { sort: "danger" }));
}

function theCase(ctx) {
  const { act } = ctx;
  const open = !act.phase || act.phase === "open";
  const remark = (words, index) => el("li", {}, `${letter(index)}. ${act.choices[index]}`, words ? el("span", { class: "muted" }, ` – ${words}`) : null);
  const how = ({ by, after, came }) => (came ? say("situation.board.came", { at: when(came) }) : say(`situation.board.by_${by}`, { n: after }));
  const lines = (words) => words.split("\n").map((line) => el("p", {}, line));
  return el(
    "details",
    { "data-key": `${ctx.id}-case-${open ? "first" : "later"}`, open },
    el("summary", {}, say("situation.case")),
    el("div", { class: "story" }, act.story.map((words) => el("p", {}, words))),
    act.developments.length ? el("ul", { class: "basis" }, act.developments.map((one) => el("li", { class: one.came ? "" : "muted" }, one.text, el("small", { class: "muted" }, ` – ${how(one)}`)))) : null,
    el("p", { class: "question" }, act.task),
    el("ol", { class: "choices-only" }, act.remarks.map(remark)),
    act.view ? [el("h3", { class: "minor" }, say("situation.expert")), lines(act.view)] : null,
    act.debrief.length ? [el("h3", { class: "minor" }, say("situation.board.debrief")), el("ul", { class: "basis" }, act.debrief.map((words) => el("li", {}, words)))] : null,
    act.basis.length ? [el("h3", { class: "minor" }, say("situation.basis", { n: act.basis.length })), el("ul", { class: "basis" }, act.basis.map((words) => el("li", {}, words)))] : null,
  );
}

// --- one room ------------------------------------------------------------------------------

const where = (row) => [row.name, row.of].filter(Boolean).join(", ");

/** Where the room stands with the floor, or the button that invites it. */
function invite(ctx, row) {
  const floor = ctx.beside.floor || {};
  const there = (list) => (list || []).find(({ site }) => site === row.site);
  const asked = there(floor.invited);
  const no = there(floor.declined);
  if (asked) return el("small", { class: "muted" }, `◐ ${say("floor.invitation", { at: when(asked.at) })}`);
  if (there(floor.queue) || (floor.now && floor.now.site === row.site)) return el("small", {}, `✓ ${say("floor.waits")}`);
  return [no ? el("small", { class: "muted" }, `– ${say("floor.declined", { at: when(no.at) })}`) : null, button(ctx, `invite-${row.site}`, say("floor.invite"), () => ctx.sendTo("floor", "invite", { site: row.site }), { sort: "quiet small" })];
}

function choose(ctx, turn, row) {
  const { act } = ctx;
  const picked = act.picked_turn === turn.code ? act.picked.map(({ site }) => site) : [];
  if (picked.includes(row.site)) return el("span", { class: "pill" }, `✓ ${say("situation.picked")}`);
  return button(ctx, `pick-${turn.code}-${row.site}`, say("situation.pick"), () => ctx.send("pick", { sites: [...picked.slice(-1), row.site], turn: turn.code }), { sort: "quiet small" });
}

/** What a room decided; of a text nothing: the words say it. */
function decided(turn, row) {
  if (row.chosen) return row.chosen.join(" · ");
  return row.choice ? lettered(turn, row.choice) : "";
}

function said(ctx, turn, row, { short = false } = {}) {
  return el(
    "li",
    {},
    el("p", {}, row.reason ? `“${row.reason}”` : say("situation.board.no_words")),
    el("p", { class: "muted" }, `${where(row)}${short || !decided(turn, row) ? "" : ` – ${decided(turn, row)}`}`),
    el("div", { class: "buttons" }, choose(ctx, turn, row), invite(ctx, row)),
  );
}

function caseCard(ctx, turn, row) {
  return el(
    "figure",
    { class: "case" },
    el("figcaption", {}, where(row), row.named ? null : el("span", { class: "muted" }, ` · ${say("situation.unnamed")}`)),
    decided(turn, row) ? el("p", { class: "case-choice" }, decided(turn, row)) : null,
    row.reason ? el("blockquote", {}, `“${row.reason}”`) : null,
    el("div", { class: "buttons" }, invite(ctx, row)),
  );
}

// --- the board -----------------------------------------------------------------------------

function bars(turn) {
  const row = (number, index) =>
    el(
      "div",
      { class: "share-row" },
      el("p", { class: "share-words" }, lettered(turn, index + 1)),
      el("p", { class: "share-count" }, say("situation.rooms", { n: count(number), percent: count(share(number, turn.decided)) }), turn.form === "share" ? ` · ${count(turn.given[index])} ${turn.unit}` : ""),
      bar(share(number, turn.decided)),
    );
  return el("div", { class: "shares" }, turn.split.map(row));
}

const splitWords = (split) => split.map((number, index) => (number ? `${letter(index)} ${count(number)}` : "")).filter(Boolean).join(" · ");

function group(ctx, turn, one) {
  const [first, ...others] = one.rows;
  const draw = turnTo(ctx, { part: "lessons", from: { turn: turn.code, sites: one.sites, words: first ? first.reason : "" } });
  return el(
    "li",
    {},
    el("p", { class: "group-size" }, el("strong", {}, count(one.size)), " ", say("situation.board.group_of", { percent: count(share(one.size, turn.texts)) })),
    el(
      "div",
      {},
      el("p", { class: "group-words" }, first ? `“${first.reason}”` : say("situation.erased")),
      turn.choices.length ? el("p", { class: "muted" }, say("situation.board.inside", { split: splitWords(one.split) })) : null,
      el(
        "div",
        { class: "buttons" },
        first ? [choose(ctx, turn, first), invite(ctx, first)] : null,
        over(ctx.act) ? button(ctx, `draw-${one.id}`, say("situation.board.draw_from"), draw, { sort: "quiet small" }) : null,
      ),
      others.length ? el("details", { "data-key": `${ctx.id}-group-${one.id}` }, el("summary", {}, say("situation.board.others", { n: others.length })), el("ul", { class: "said" }, others.map((row) => said(ctx, turn, row)))) : null,
    ),
  );
}

function groups(ctx, turn) {
  if (!turn.texts) return muted("situation.board.no_texts");
  const rest = [turn.more_groups ? say("situation.board.more_groups", { n: count(turn.more_groups) }) : "", turn.alone ? say("situation.board.alone", { n: count(turn.alone) }) : ""].filter(Boolean).join(" ");
  return [
    turn.groups.length ? el("ol", { class: "groups" }, turn.groups.map((one) => group(ctx, turn, one))) : muted("situation.board.no_groups"),
    rest ? el("p", { class: "muted" }, rest) : null,
  ];
}

function contrasts(ctx, turn) {
  if (!turn.contrasts.length) return muted("situation.no_contrast");
  const at = (ctx.draft.pair || 0) % turn.contrasts.length;
  const { why, rooms } = turn.contrasts[at];
  return [
    el("p", {}, say(`situation.board.contrast_${why}`), turn.contrasts.length > 1 ? el("span", { class: "muted" }, ` ${at + 1}/${turn.contrasts.length}`) : null),
    el("div", { class: "cases" }, rooms.map((row) => caseCard(ctx, turn, row))),
    el(
      "div",
      { class: "buttons" },
      button(ctx, "pick", say("situation.pick_pair"), () => ctx.send("pick", { sites: rooms.map(({ site }) => site), turn: turn.code })),
      turn.contrasts.length > 1 ? button(ctx, "other", say("situation.other_pair"), turnTo(ctx, { pair: at + 1 }), { sort: "quiet" }) : null,
    ),
  ];
}

function outliers(ctx, turn) {
  if (!turn.outliers.length) return muted("situation.board.no_outliers");
  const of = (sort) => turn.outliers.filter(({ why }) => why === sort).map(({ room }) => said(ctx, turn, room));
  return ["text", "rare"].map((sort) => (of(sort).length ? [el("h3", { class: "minor" }, say(`situation.board.outlier_${sort}`)), el("ul", { class: "said" }, of(sort))] : null));
}

function latest(ctx, turn) {
  const parts = turn.latest.map((rows, index) => (rows.length ? [turn.choices.length ? el("h3", { class: "minor" }, lettered(turn, index + 1)) : null, el("ul", { class: "said" }, rows.slice(0, 4).map((row) => said(ctx, turn, row, { short: true })))] : null));
  return parts.some(Boolean) ? parts : muted("situation.board.no_texts");
}

function table(turn, rows, name) {
  const total = (split) => split.reduce((sum, n) => sum + n, 0);
  const head = el("tr", {}, el("th", { scope: "col" }, el("span", { class: "unseen" }, say("situation.board.place"))), turn.choices.map((_, index) => el("th", { scope: "col", class: "number" }, letter(index))), el("th", { scope: "col", class: "number" }, say("situation.col.rooms")));
  const row = (of) => el("tr", {}, el("th", { scope: "row" }, name(of)), of.split.map((n) => el("td", { class: "number" }, count(n))), el("td", { class: "number" }, `${count(total(of.split))}/${count(of.of)}`));
  return el("table", {}, el("thead", {}, head), el("tbody", {}, rows.map(row)));
}

const unitName = ({ unit }) => (say.has(`situation.unit.${unit}`) ? say(`situation.unit.${unit}`) : unit);
const provinceName = ({ name }) => name || say("situation.unit.trung_uong");

function places(ctx, turn) {
  return [el("h3", { class: "minor" }, say("situation.by_unit")), table(turn, turn.by_unit, unitName), el("h3", { class: "minor" }, say("situation.by_province")), table(turn, turn.by_province, provinceName)];
}

function lessons(ctx) {
  const { act, draft } = ctx;
  const from = draft.from || null;
  const rests = from || { turn: act.picked_turn, sites: act.picked.map(({ site }) => site) };
  const send = async () => {
    const kept = { lesson: draft.lesson, from };
    Object.assign(draft, { lesson: "", from: null }); // a second press draws no second one, and what is typed now stays
    ctx.redraw();
    const receipt = await ctx.send("lesson", { text: kept.lesson, sites: rests.sites, turn: rests.turn });
    if (receipt && receipt.refused && !draft.lesson) Object.assign(draft, kept);
    ctx.redraw();
  };
  const hint = from ? say("situation.board.from_group", { n: count(from.sites.length), words: from.words }) : rests.sites.length ? say("situation.lesson.on", { n: rests.sites.length }) : say("situation.board.lesson_free");
  return [
    act.drawn.length ? el("div", { class: "lessons" }, act.drawn.map((lesson) => el("p", {}, lesson.text || say("situation.erased"), lesson.facts ? el("span", { class: "muted" }, ` – ${say("situation.rests", { n: count(lesson.facts) })}`) : null))) : null,
    field(ctx, "lesson", { type: "textarea", rows: 2, maxlength: 2000, label: say("situation.lesson"), hint, oninput: () => ctx.redraw() }),
    el(
      "div",
      { class: "buttons" },
      button(ctx, "draw", say("situation.draw"), send, { sort: "primary", disabled: !(draft.lesson || "").trim() }),
      from ? button(ctx, "from-off", say("situation.board.not_from"), turnTo(ctx, { from: null }), { sort: "quiet" }) : null,
    ),
  ];
}

function endings(ctx) {
  const { endings: rows, result } = ctx.act;
  return el("div", { class: "shares" }, rows.map(({ title, rooms }) => el("div", { class: "share-row" }, el("p", { class: "share-words" }, title), el("p", { class: "share-count" }, say("situation.rooms", { n: count(rooms), percent: count(share(rooms, result.base.rooms)) })), bar(share(rooms, result.base.rooms)))));
}

const PARTS = { groups, contrasts, outliers, latest, places, endings, lessons };

function board(ctx) {
  const { act, draft } = ctx;
  if (!act.phase) return null;
  const put = act.turns.filter((one, n) => !n || one.put || one.decided); // a decision that no room has met is no news
  const turn = put.find(({ code }) => code === draft.turn) || act.turns[0];
  const there = { endings: act.endings.length, places: turn.choices.length, lessons: over(act) };
  const names = Object.keys(PARTS).filter((name) => !(name in there) || there[name]);
  const part = names.includes(draft.part) ? draft.part : over(act) ? "contrasts" : "groups";
  const mark = { groups: turn.groups.length, contrasts: turn.contrasts.length, outliers: turn.outliers.length, lessons: act.drawn.length };
  const title = (name) => `${say(`situation.board.${name}`)}${mark[name] ? ` ${mark[name]}` : ""}`;
  return el(
    "div",
    { class: "board stack" },
    put.length > 1
      ? el("div", { class: "tabs", role: "group", "aria-label": say("situation.board.turns") }, act.turns.map((one, n) => put.includes(one) && button(ctx, `turn-${one.code}`, say("situation.board.turn", { n: n + 1, rooms: count(one.decided), of: count(one.put) }), turnTo(ctx, { turn: one.code, pair: 0 }), { sort: "tab", pressed: String(one === turn) })))
      : null,
    turn === act.turns[0] ? null : el("p", { class: "question" }, turn.task),
    turn.choices.length ? bars(turn) : null,
    turn.late ? muted("situation.late_count", { n: count(turn.late) }) : null,
    turn.aside ? muted("situation.aside_count", { n: count(turn.aside) }) : null,
    el("div", { class: "tabs", role: "group", "aria-label": say("situation.board.parts") }, names.map((name) => button(ctx, `part-${name}`, title(name), turnTo(ctx, { part: name }), { sort: "tab", pressed: String(name === part) }))),
    el("div", { class: "stack", "data-key": `${ctx.id}-part` }, PARTS[part](ctx, turn)),
  );
}

// --- what is before everybody --------------------------------------------------------------

function onScreens(ctx) {
  const { act } = ctx;
  if (!act.picked.length) return null;
  const turn = act.turns.find(({ code }) => code === act.picked_turn);
  return el(
    "div",
    { class: "stack picked" },
    el("div", { class: "head" }, el("h3", {}, say(over(act) ? "situation.on_screen" : "situation.board.picked_later")), button(ctx, "unpick", say("situation.unpick"), () => ctx.send("pick", { sites: [] }), { sort: "quiet small" })),
    el("div", { class: "cases" }, act.picked.map((row) => caseCard(ctx, turn, row))),
  );
}

export function lecturer(ctx) {
  const { act } = ctx;
  const { base } = act.result;
  return el(
    "section",
    { class: "card situation" },
    el("div", { class: "head" }, el("h2", {}, act.title), act.phase ? el("span", { class: "pill" }, say("situation.progress", { n: count(base.rooms), of: count(base.of) })) : null, clock(act)),
    steering(ctx),
    onItsWay(ctx),
    onScreens(ctx),
    act.phase ? null : theCase(ctx),
    board(ctx),
    act.phase ? theCase(ctx) : null,
    mistake(ctx),
  );
}

/** The clean monitor: what everybody sees of it, and what the lecturer alone should have before him. */
export function monitor(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const { base } = act.result;
  const turn = act.turns.find(({ code }) => code === act.picked_turn);
  const largest = act.turns[0].groups.slice(0, 3);
  return el(
    "section",
    { class: "monitor-thing" },
    el("div", { class: "head" }, el("h2", {}, act.title), clock(act)),
    el("p", { class: "count" }, say("situation.progress", { n: count(base.rooms), of: count(base.of) })),
    act.picked.length
      ? el("div", { class: "cases" }, act.picked.map((row) => el("figure", { class: "case" }, el("figcaption", {}, where(row), row.named ? null : ` · ${say("situation.unnamed")}`), decided(turn, row) ? el("p", { class: "case-choice" }, decided(turn, row)) : null, row.reason ? el("blockquote", {}, `“${row.reason}”`) : null)))
      : [bars(act.turns[0]), largest.length ? el("ol", { class: "groups" }, largest.map((one) => el("li", {}, el("p", { class: "group-size" }, el("strong", {}, count(one.size))), el("p", {}, one.rows.length ? `“${one.rows[0].reason}”` : say("situation.erased"))))) : null],
  );
}

export function control(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  return el(
    "section",
    { class: "card situation" },
    el("div", { class: "head" }, el("h3", {}, act.title), el("span", { class: "pill" }, say(`situation.phase.${act.phase}`)), clock(act)),
    el("p", {}, say("situation.progress", { n: count(Object.keys(act.sites || {}).length), of: count(act.of) })),
  );
}

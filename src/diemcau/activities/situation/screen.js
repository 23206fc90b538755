// A situation on the screens: the story, the time left, one decision of the room; then the split,
// two rooms that decided differently, and the lesson.

import { count, countdown, el, field, say, status, when } from "/static/live/frame.js";
import { bar, fitting } from "/static/live/pictures.js";

const letter = (index) => String.fromCharCode(65 + index);
const lettered = (act, choice) => `${letter(choice - 1)}. ${act.choices[choice - 1]}`;
const share = (part, of) => (of ? Math.round((100 * part) / of) : 0);
const running = (act) => act.phase === "open" || act.phase === "discuss";
const muted = (key, data) => el("p", { class: "muted" }, say(key, data));

// --- the case ------------------------------------------------------------------------------

function story(act) {
  return el(
    "div",
    { class: "story" },
    act.story.map((words) => el("p", {}, words)),
    act.news.map((words) => el("p", { class: "news" }, el("strong", {}, say("situation.news")), " ", words)),
  );
}

/** The story, folded away once there is something else to look at. */
function storyOnce(ctx) {
  if (running(ctx.act)) return story(ctx.act);
  return el("details", { "data-key": `${ctx.id}-story` }, el("summary", {}, say("situation.case")), story(ctx.act));
}

function task_(act) {
  return el("p", { class: "question" }, act.task);
}

function basis(ctx) {
  const { act } = ctx;
  if (!act.basis.length) return null;
  return el("details", { "data-key": `${ctx.id}-basis` }, el("summary", {}, say("situation.basis", { n: act.basis.length })), el("ul", { class: "basis" }, act.basis.map((words) => el("li", {}, words))));
}

function choices(act, mine = 0) {
  return el("ol", { class: "choices-only" }, act.choices.map((_, index) => el("li", mine === index + 1 ? { class: "mine" } : {}, lettered(act, index + 1))));
}

function clock(act) {
  if (act.phase !== "discuss") return null;
  return el("p", { class: "timer" }, el("span", { class: "timer-words" }, say("situation.left", { at: when(act.until) })), countdown(act.until));
}

function mark(act) {
  return act.mark ? el("p", { class: "muted" }, act.mark) : null;
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

/** "một xã thuộc tỉnh …"; the name only where the chair agreed. */
function whence({ unit, of, name }) {
  const one = name || say(unit && say.has(`situation.one.${unit}`) ? `situation.one.${unit}` : "situation.one");
  return of ? say("situation.whence", { one, of }) : one;
}

function caseCard(act, decision) {
  return el(
    "figure",
    { class: "case" },
    el("figcaption", {}, whence(decision)),
    el("p", { class: "case-choice" }, lettered(act, decision.choice)),
    decision.reason ? el("blockquote", {}, `“${decision.reason}”`) : null,
  );
}

function cases(act) {
  return act.cases && act.cases.length ? el("div", { class: "cases" }, act.cases.map((decision) => caseCard(act, decision))) : null;
}

function lessons(act, level) {
  if (!act.lessons || !act.lessons.length) return null;
  return el("div", { class: "lessons" }, el(`h${level}`, {}, say("situation.lessons")), act.lessons.map((words) => el("p", {}, words)));
}

function outcome(act, mine, level = 3) {
  if (running(act)) return null;
  const expert = act.expert ? el("div", { class: "expert" }, el(`h${level}`, {}, say("situation.expert")), act.expert.split("\n").map((words) => el("p", {}, words))) : null;
  return [act.result ? bars(act, mine) : muted("situation.closed"), cases(act), expert, lessons(act, level)];
}

// --- phone and room ------------------------------------------------------------------------

export function phone(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  return el(
    "section",
    { class: "card situation" },
    el("h2", {}, act.title),
    clock(act),
    storyOnce(ctx),
    task_(act),
    running(act) ? [choices(act), el("p", { class: "note" }, say("situation.phone")), basis(ctx)] : outcome(act),
    mark(act),
  );
}

export function room(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const mine = act.mine ? act.mine.choice : 0;
  if (running(act)) {
    const said = mine ? say("situation.room.decided", { choice: letter(mine - 1) }) : say(act.phase === "open" ? "situation.room.read" : "situation.room.discuss");
    const foot = el("p", { class: "room-foot" }, [said, act.mark].filter(Boolean).join(" · "));
    const top = el("div", { class: "room-head" }, el("h1", {}, act.title), clock(act));
    return fitting(el("section", { class: "room-situation" }, top, story(act), task_(act), choices(act, mine), foot));
  }
  return fitting(el("section", { class: "room-situation" }, el("h1", {}, act.title), task_(act), outcome(act, mine, 2)));
}

// --- the site desk -------------------------------------------------------------------------

function decisionForm(ctx) {
  const { act, draft, me } = ctx;
  if (act.mine && draft.choice === undefined) Object.assign(draft, { choice: String(act.mine.choice), reason: act.mine.reason, named: act.mine.named });
  const ready = draft.choice && (draft.reason || "").trim();
  const send = () => {
    draft.editing = false;
    ctx.send("decide", { choice: Number(draft.choice), reason: draft.reason, named: Boolean(draft.named) });
    ctx.redraw();
  };
  const redraw = () => ctx.redraw();
  return el(
    "div",
    { class: "decision" },
    field(ctx, "choice", { type: "radio", label: say("situation.choose"), options: act.choices.map((_, index) => [String(index + 1), lettered(act, index + 1)]), oninput: redraw }),
    field(ctx, "reason", { type: "textarea", rows: 2, maxlength: 2000, label: say("situation.reason"), hint: say("situation.reason.hint"), oninput: redraw }),
    field(ctx, "named", { type: "checkbox", label: say("situation.named") }),
    me.role === "host" ? muted("situation.host") : null,
    el(
      "div",
      { class: "buttons" },
      el("button", { class: "primary", type: "button", "data-key": `${ctx.id}-decide`, disabled: !ready, onclick: send }, say(act.mine ? "situation.change" : "situation.decide")),
      act.mine && draft.editing ? el("button", { class: "quiet", type: "button", "data-key": `${ctx.id}-keep`, onclick: () => Object.assign(draft, { editing: false, choice: undefined }) && ctx.redraw() }, say("situation.keep")) : null,
    ),
  );
}

// One that is still on its way has no time yet.
function decided(act, decision) {
  return el(
    "div",
    { class: decision.at ? "decided" : "decided waiting" },
    el("p", {}, decision.at ? `${say("situation.site.decided")} (${when(decision.at)})` : say("situation.site.waiting")),
    el("p", { class: "case-choice" }, lettered(act, decision.choice)),
    decision.reason ? el("blockquote", {}, `“${decision.reason}”`) : null,
    decision.late ? el("p", { class: "note" }, say("situation.arrived_late")) : null,
  );
}

/** The decision that is still on its way, or the one that the server has. */
function handedIn(ctx) {
  const sent = ctx.sends.find((send) => send.kind === "situation.decide");
  if (sent && (sent.state === "saved" || sent.state === "sent")) return sent.body;
  return ctx.act.mine;
}

function decisionPart(ctx) {
  const { act, draft } = ctx;
  const last = handedIn(ctx);
  const line = status(ctx.sends.find((send) => send.kind === "situation.decide"));
  const aside = act.aside ? el("p", { class: "warn" }, say("situation.aside", { choice: letter(act.aside.choice - 1), at: when(act.aside.at) })) : null;
  if (!running(act)) return [last ? decided(act, last) : el("p", { class: "warn" }, say("situation.site.none")), aside, line];
  if (!last || draft.editing) return [decisionForm(ctx), line];
  const edit = () => {
    draft.editing = true;
    ctx.redraw();
  };
  return [decided(act, last), line, el("button", { type: "button", "data-key": `${ctx.id}-edit`, onclick: edit }, say("situation.edit"))];
}

export function site(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  return el(
    "section",
    { class: "card situation" },
    el("div", { class: "head" }, el("h2", {}, act.title), clock(act)),
    storyOnce(ctx),
    basis(ctx),
    task_(act),
    decisionPart(ctx),
    outcome(act, act.mine ? act.mine.choice : 0),
    mark(act),
  );
}

export function task(ctx) {
  const { act } = ctx;
  if (!act.phase || (!running(act) && act.mine)) return null;
  const last = handedIn(ctx);
  if (last) return { state: last.at ? "done" : "wait", words: say(last.at ? "situation.task.done" : "situation.task.waiting", { title: act.title }), open: ctx.id };
  if (!running(act)) return { state: "warn", words: say("situation.task.missed", { title: act.title }), open: ctx.id };
  return { state: "todo", words: say("situation.task.todo", { title: act.title }), open: ctx.id };
}

// --- the lecturer's desk -------------------------------------------------------------------

function button(ctx, verb, body, words, { primary, disabled, key } = {}) {
  return el("button", { class: primary ? "primary" : "", type: "button", "data-key": `${ctx.id}-${key || verb}`, disabled, onclick: () => ctx.send(verb, body) }, words);
}

/** The steps in their order; the one to take next stands out, those taken carry a tick. */
function steering(ctx) {
  const { act } = ctx;
  const at = ["", "open", "discuss", "closed", "shown"].indexOf(act.phase);
  const words = (step, key, data) => `${at >= step ? "✓" : step} ${say(key, data)}`;
  const more = [
    act.phase === "discuss" || act.phase === "closed" ? button(ctx, "discuss", { minutes: 2 }, say(act.phase === "closed" ? "situation.discuss_again" : "situation.more", { n: 2 }), { key: "more" }) : null,
    running(act) && act.developed < act.developments.length
      ? button(ctx, "develop", { n: act.developed + 1 }, say("situation.develop", { n: act.developed + 1, of: act.developments.length }))
      : null,
    at === 4 && act.view && !act.expert_shown ? button(ctx, "show", { expert: true }, say("situation.show_expert"), { key: "expert" }) : null,
  ].filter(Boolean);
  return [
    el(
      "div",
      { class: "buttons steps" },
      button(ctx, "open", {}, words(1, "situation.open"), { primary: at === 0, disabled: at > 0 }),
      button(ctx, "discuss", {}, words(2, "situation.discuss", { n: act.minutes }), { primary: at === 1, disabled: at !== 1 }),
      button(ctx, "close", {}, words(3, "situation.close"), { primary: at === 2, disabled: at === 0 || at > 2 }),
      button(ctx, "show", {}, words(4, "situation.show"), { primary: at === 3, disabled: at === 0 || at === 4 }),
    ),
    more.length ? el("div", { class: "buttons" }, more) : null,
  ];
}

function theCase(ctx) {
  const { act } = ctx;
  const open = act.phase === "open";
  const remark = (words, index) => el("li", {}, lettered(act, index + 1), words ? el("span", { class: "muted" }, ` – ${words}`) : null);
  return el(
    "details",
    { "data-key": `${ctx.id}-case-${open ? "first" : "later"}`, open },
    el("summary", {}, say("situation.case")),
    story(act),
    act.developments.length > act.developed ? el("ul", { class: "basis muted" }, act.developments.slice(act.developed).map((words) => el("li", {}, say("situation.to_come"), " ", words))) : null,
    task_(act),
    el("ol", { class: "choices-only" }, act.remarks.map(remark)),
    act.view ? [el("h4", {}, say("situation.expert")), act.view.split("\n").map((words) => el("p", {}, words))] : null,
    basis(ctx),
  );
}

const pick = (ctx, sites) => () => ctx.send("pick", { sites });

function reasons(ctx, choice, most) {
  const { act } = ctx;
  const picked = act.picked.map((row) => row.site);
  const rows = act.latest[choice - 1].slice(0, most);
  if (!rows.length) return null;
  const line = (row) =>
    el(
      "li",
      {},
      el("span", { class: "reason" }, `“${row.reason}”`),
      el("span", { class: "muted" }, ` ${row.name}${row.of ? `, ${row.of}` : ""} `),
      picked.includes(row.site)
        ? el("span", { class: "pill" }, say("situation.picked"))
        : el("button", { class: "quiet small", type: "button", "data-key": `${ctx.id}-pick-${row.site}`, onclick: pick(ctx, [...picked.slice(-1), row.site]) }, say("situation.pick")),
    );
  return el("ul", { class: "reasons" }, rows.map(line));
}

function table(ctx, rows, name) {
  const { act } = ctx;
  const total = (split) => split.reduce((sum, n) => sum + n, 0);
  const head = el("tr", {}, el("th", { scope: "col" }, ""), act.choices.map((_, index) => el("th", { scope: "col", class: "number" }, letter(index))), el("th", { scope: "col", class: "number" }, say("situation.col.rooms")));
  const row = (of) => el("tr", {}, el("th", { scope: "row" }, name(of)), of.split.map((n) => el("td", { class: "number" }, count(n))), el("td", { class: "number" }, `${count(total(of.split))}/${count(of.of)}`));
  return el("table", {}, el("thead", {}, head), el("tbody", {}, rows.map(row)));
}

const unitName = ({ unit }) => (say.has(`situation.unit.${unit}`) ? say(`situation.unit.${unit}`) : unit);
const provinceName = ({ name }) => name || say("situation.unit.trung_uong");

function sums(ctx) {
  const { act } = ctx;
  return [bars(act, 0, running(act) ? (choice) => reasons(ctx, choice, 2) : () => null), act.late ? muted("situation.late_count", { n: count(act.late) }) : null, act.aside ? muted("situation.aside_count", { n: count(act.aside) }) : null];
}

function folded(ctx) {
  const { act } = ctx;
  const fold = (name, words, ...inside) => el("details", { "data-key": `${ctx.id}-${name}` }, el("summary", {}, words), inside);
  return [
    running(act) ? null : fold("reasons", say("situation.latest"), act.choices.map((_, index) => [el("h4", {}, lettered(act, index + 1)), reasons(ctx, index + 1, 8)])),
    fold("units", say("situation.by_unit"), table(ctx, act.by_unit, unitName)),
    fold("provinces", say("situation.by_province"), table(ctx, act.by_province, provinceName)),
  ];
}

function pairCard(ctx, row) {
  const where = [row.name, row.of].filter(Boolean).join(", ");
  return el(
    "figure",
    { class: "case" },
    el("figcaption", {}, where, row.named ? null : el("span", { class: "muted" }, ` · ${say("situation.unnamed")}`)),
    el("p", { class: "case-choice" }, lettered(ctx.act, row.choice)),
    row.reason ? el("blockquote", {}, `“${row.reason}”`) : null,
  );
}

function contrasts(ctx) {
  const { act, draft } = ctx;
  if (running(act) || !act.phase) return act.picked.length ? muted("situation.picked_later", { n: act.picked.length }) : null;
  const turn = (draft.turn || 0) % Math.max(1, act.proposed.length);
  const pair = act.picked.length ? act.picked : act.proposed[turn];
  if (!pair) return muted("situation.no_contrast");
  const other = () => {
    draft.turn = turn + 1;
    ctx.redraw();
  };
  return el(
    "div",
    { class: "stack" },
    el("h3", {}, say(act.picked.length ? "situation.on_screen" : "situation.contrasts")),
    el("div", { class: "cases" }, pair.map((row) => pairCard(ctx, row))),
    el(
      "div",
      { class: "buttons" },
      act.picked.length
        ? el("button", { type: "button", "data-key": `${ctx.id}-unpick`, onclick: pick(ctx, []) }, say("situation.unpick"))
        : el("button", { class: act.phase === "shown" ? "primary" : "", type: "button", "data-key": `${ctx.id}-pick`, onclick: pick(ctx, pair.map((row) => row.site)) }, say("situation.pick_pair")),
      !act.picked.length && act.proposed.length > 1 ? el("button", { class: "quiet", type: "button", "data-key": `${ctx.id}-other`, onclick: other }, say("situation.other_pair")) : null,
    ),
  );
}

function lessonForm(ctx) {
  const { act, draft } = ctx;
  if (running(act) || !act.phase) return null;
  const sites = act.picked.map((row) => row.site);
  const send = async () => {
    const receipt = await ctx.send("lesson", { text: draft.lesson, sites });
    if (receipt.refused) return;
    draft.lesson = "";
    ctx.redraw();
  };
  return el(
    "div",
    { class: "lessons" },
    el("h3", {}, say("situation.lessons")),
    act.drawn.map((lesson) => el("p", {}, lesson.text || say("situation.erased"), lesson.facts.length ? el("span", { class: "muted" }, ` – ${say("situation.rests", { n: lesson.facts.length })}`) : null)),
    field(ctx, "lesson", { type: "textarea", rows: 2, maxlength: 2000, label: say("situation.lesson"), hint: sites.length ? say("situation.lesson.on", { n: sites.length }) : say("situation.lesson.free"), oninput: () => ctx.redraw() }),
    el("div", { class: "buttons" }, el("button", { type: "button", "data-key": `${ctx.id}-lesson`, disabled: !(draft.lesson || "").trim(), onclick: send }, say("situation.draw"))),
  );
}

// A refusal stands at the top of the desk already; here only what is under way.
function onItsWay(ctx) {
  const last = ctx.sends[0];
  return last && (last.state === "saved" || last.state === "sent") ? status(last) : null;
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
    theCase(ctx),
    act.phase ? sums(ctx) : null,
    contrasts(ctx),
    lessonForm(ctx),
    act.phase ? folded(ctx) : null,
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

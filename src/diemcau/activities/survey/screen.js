// A survey on the screens: all questions on one page of the phone, one button; sums with words when it is shown.

import { ballotOf, count, el, field, handIn, say, status, when } from "/static/live/frame.js";
import { bar, fitting, share } from "/static/live/pictures.js";
import { phasePill, steeringOf, voidedNote } from "/static/live/steering.js";

const LONGEST = 1000;
const MOST = 1000;
const card = (...children) => el("section", { class: "card survey stack" }, children);
const title = (act, level = 2) => [el("p", { class: "muted" }, say(`survey.about.${act.about}`)), el(`h${level}`, { class: "question" }, act.title), act.mark ? el("p", { class: "muted" }, act.mark) : null];

/** Sums of the questions that are shown, each with its base. */
function results(act, level = 3) {
  const { base, few, questions } = act.result;
  if (few) return el("p", { class: "muted" }, say("survey.few", { n: count(few) }));
  const texts = {};
  for (const question of act.questions) texts[question.n] = question;
  const apart = act.of - questions.length;
  return el(
    "div",
    { class: "stack" },
    questions.map(({ n, split, answered }) =>
      el(
        "section",
        { class: "shares" },
        el(`h${level}`, {}, `${n}. ${texts[n].text}`),
        texts[n].choices.map((choice, index) =>
          el(
            "div",
            { class: "share-row" },
            el("p", { class: "share-words" }, choice),
            el("p", { class: "share-count" }, say("survey.persons", { n: count(split[index]), percent: count(share(split[index], answered)) })),
            bar(share(split[index], answered)),
          ),
        ),
        el("p", { class: "muted" }, say("survey.answered", { n: count(answered) })),
      ),
    ),
    el("p", { class: "muted" }, basis(act.anonymous, base)),
    apart ? el("p", { class: "muted" }, say("survey.apart", { n: count(apart) })) : null,
  );
}

/** What the figures stand on. */
function basis(anonymous, base) {
  const numbers = { persons: count(base.persons), phones: count(base.phones), hands: count(base.hands), at: count(base.hands_at), envelopes: count(base.envelopes || 0) };
  return say(anonymous ? "survey.base" : "survey.received", numbers);
}

// --- the phone -----------------------------------------------------------------------------------------

/** The draft as the kind takes it. */
function said(questions, draft) {
  const choices = [];
  const texts = [];
  for (const { n, form, choices: offered } of questions) {
    const several = offered.map((_, index) => index + 1).filter((choice) => draft[`q${n}-${choice}`]);
    choices.push(form === "several" ? several : form !== "text" && draft[`q${n}`] ? [Number(draft[`q${n}`])] : []);
    texts.push(form === "text" ? draft[`q${n}`] || "" : "");
  }
  return { choices, texts };
}

/** What counts now becomes the draft, so that a change starts from it. */
function takeUp({ act, draft }) {
  if (!act.mine || draft.taken) return;
  draft.taken = true;
  for (const { n, form } of act.questions) {
    const chosen = act.mine.choices[n - 1] || [];
    if (form === "text") draft[`q${n}`] = act.mine.texts[n - 1] || "";
    else if (form === "several") for (const choice of chosen) draft[`q${n}-${choice}`] = true;
    else if (chosen.length) draft[`q${n}`] = String(chosen[0]);
  }
}

function asked(ctx, question) {
  const { n, text, form, choices, lecturer } = question;
  const oninput = () => ctx.redraw();
  const label = el("span", { class: "question" }, `${n}. ${text}`);
  const hint = [form === "several" ? say("survey.several") : "", form === "text" ? say("survey.text.hint", { most: count(LONGEST) }) : "", lecturer ? say("survey.lecturer_note") : ""].filter(Boolean).join(" · ");
  if (form === "text") return field(ctx, `q${n}`, { type: "textarea", rows: 3, maxlength: LONGEST, label, hint, oninput });
  if (form === "several") {
    return el(
      "fieldset",
      { class: "field" },
      el("legend", {}, label),
      el("span", { class: "hint" }, hint),
      choices.map((choice, index) => field(ctx, `q${n}-${index + 1}`, { type: "checkbox", label: choice, oninput })),
    );
  }
  const short = choices.every((choice) => choice.length <= 3);
  return el("div", { class: short ? "survey-steps" : "" }, field(ctx, `q${n}`, { type: "radio", label, hint: hint || null, options: choices.map((choice, index) => [String(index + 1), choice]), oninput }));
}

function form(ctx, words, give) {
  const { act, draft } = ctx;
  const body = said(act.questions, draft);
  const empty = !body.choices.some((chosen) => chosen.length) && !body.texts.some((text) => text.trim());
  return [
    title(act),
    act.questions.map((question) => asked(ctx, question)),
    el("p", { class: "muted" }, say(act.anonymous ? "survey.how.secret" : "survey.how.named")),
    el("button", { class: "primary wide", type: "button", "data-key": `${ctx.id}-send`, disabled: empty, onclick: () => give(said(act.questions, draft)) }, say(words)),
  ];
}

// How a ballot stands: what to show before its words, and their sort.
const stands = { sealed: ["◐", "wait"], handed: ["✓", "good"], going: ["◐", "wait"], cast: ["✓", "good"], refused: ["✕", "bad"], late: ["▲", "warn"], elsewhere: ["▲", "warn"] };

function secret(ctx) {
  const { act, id } = ctx;
  const { state, words, onDevice } = ballotOf(id);
  if (state === "new" && act.phase === "open") return card(form(ctx, "survey.hand_in", (body) => handIn(id, body)));
  if (state === "sealing") return card(title(act), el("button", { class: "primary wide", type: "button", disabled: true }, say("ballot.sealing")));
  if (state === "new") return card(title(act), el("p", { class: "muted" }, say("survey.closed")));
  const [sign, sort] = stands[state];
  return card(
    title(act),
    el("p", { class: `status ${sort}` }, el("span", { "aria-hidden": "true" }, `${sign} `), words || say(`ballot.is.${state}`)),
    onDevice ? null : el("p", { class: "status bad" }, `▲ ${say("ballot.unkept")}`),
  );
}

export function phone(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return card(title(act), voidedNote());
  if (act.phase === "shown" && !(act.anonymous && ballotOf(ctx.id).state === "going")) return card(title(act), results(act));
  if (act.anonymous) return secret(ctx);
  const last = status(ctx.sends[0]);
  const kept = act.mine && !act.late ? el("p", { class: "status good" }, `✓ ${say("survey.kept", { at: when(act.mine.at) })}`) : null;
  const late = act.late ? el("p", { class: "warn" }, say("survey.late")) : null;
  if (act.phase !== "open") return card(title(act), kept, late, el("p", { class: "muted" }, say(act.mine ? "survey.thanks" : "survey.closed")), last);
  takeUp(ctx);
  return card(form(ctx, act.mine ? "survey.change" : "survey.send", (body) => ctx.send("answer", body)), kept, last);
}

// --- the room ------------------------------------------------------------------------------------------

const byHand = (act) => act.questions.filter(({ form }) => form !== "text");

function counts(ctx) {
  const { act, draft } = ctx;
  const number = (name) => Number(draft[name] || 0);
  const persons = number("persons");
  const given = [];
  for (const { n, choices } of byHand(act)) given[n - 1] = choices.map((_, index) => number(`q${n}-${index}`));
  const body = { persons, counts: Array.from({ length: act.of }, (_, index) => given[index] || []) };
  const wrong = byHand(act).find(({ n, form }) => (form === "several" ? Math.max(0, ...given[n - 1]) : given[n - 1].reduce((sum, one) => sum + one, 0)) > persons);
  const sensible = Number.isInteger(persons) && persons > 0 && persons <= MOST && body.counts.every((row) => row.every((one) => Number.isInteger(one) && one >= 0));
  return { body, wrong, sensible: sensible && !wrong };
}

function rest(ctx) {
  const { act, draft } = ctx;
  if (act.counted && draft.persons === undefined) {
    draft.persons = String(act.counted.persons);
    act.counted.counts.forEach((row, index) => row.forEach((one, place) => (draft[`q${index + 1}-${place}`] = String(one))));
  }
  const oninput = () => ctx.redraw();
  const { body, wrong, sensible } = counts(ctx);
  return [
    el("p", {}, say("survey.rest.how")),
    field(ctx, "persons", { type: "number", min: 0, max: MOST, label: say("survey.rest.persons"), oninput }),
    byHand(act).map(({ n, text, choices }) =>
      el(
        "fieldset",
        { class: "field" },
        el("legend", {}, `${n}. ${text}`),
        el("div", { class: "hands" }, choices.map((choice, index) => field(ctx, `q${n}-${index}`, { type: "number", min: 0, max: MOST, label: choice, oninput }))),
      ),
    ),
    wrong ? el("p", { class: "warn" }, `▲ ${say("survey.rest.too_many", { n: wrong.n })}`) : null,
    el("button", { class: "primary", type: "button", "data-key": `${ctx.id}-rest`, disabled: !sensible, onclick: () => ctx.send("answer_rest", body) }, say(act.counted ? "survey.rest.change" : "survey.rest.send")),
  ];
}

export function site(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return card(title(act), voidedNote());
  const given = act.counted ? el("p", { class: "status good" }, `✓ ${say("survey.rest.given", { persons: count(act.counted.persons), at: when(act.counted.at) })}`) : null;
  const signs = [given, act.late ? el("p", { class: "warn" }, say("survey.late")) : null, status(ctx.sends[0])];
  if (act.phase === "shown") return card(title(act), results(act), signs);
  return card(title(act), el("p", { class: "muted" }, say(act.phase === "open" ? "survey.on_phone" : "survey.closed", { n: count(act.of) })), byHand(act).length ? rest(ctx) : null, signs);
}

export function task(ctx) {
  const { act } = ctx;
  if (act.phase !== "open" || !byHand(act).length) return null;
  return { state: act.counted ? "done" : "wait", words: say("survey.task", { title: act.title }), open: ctx.id };
}

export function room(ctx) {
  const { act } = ctx;
  if (!act.phase || act.phase === "void") return null;
  if (act.phase === "shown") return fitting(el("section", { class: "room-poll" }, title(act, 1), results(act, 2)));
  const how = act.phase === "open" ? say("survey.on_phone", { n: count(act.of) }) : say("survey.closed");
  return fitting(el("section", { class: "room-poll" }, title(act, 1), act.phase === "open" && act.anonymous ? el("p", {}, say("survey.secret")) : null, el("p", { class: "room-foot" }, how)));
}

// --- those who steer -----------------------------------------------------------------------------------

export function lecturer(ctx) {
  const { act } = ctx;
  const late = act.late.persons + act.late.rooms;
  return card(
    el("div", { class: "head" }, el("h2", {}, act.title), phasePill(act.phase), el("span", { class: "pill" }, say(act.anonymous ? "survey.secret" : "survey.named"))),
    steeringOf(ctx),
    act.phase === "void" ? voidedNote() : null,
    act.phase ? el("p", {}, act.anonymous && act.phase === "open" ? say("survey.handed", { n: count(act.base.envelopes) }) : basis(act.anonymous, act.base)) : null,
    act.phase && act.result ? results(act) : el("ol", {}, act.questions.map(({ n, text }) => el("li", { value: n }, text))),
    late ? el("p", { class: "muted" }, say("survey.late_count", { n: count(late) })) : null,
  );
}

export function control(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  return card(el("div", { class: "head" }, el("h3", {}, act.title || say("survey.title")), phasePill(act.phase)), el("p", {}, say("survey.control", { n: count(Object.keys(act.sites || {}).length) })));
}

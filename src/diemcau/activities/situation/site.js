// A situation on the site desk: the one decision before the room, by its form, and whether it arrived.

import { count, el, field, say, status, when } from "/static/live/frame.js";
import { before, causeOf, clock, ended, FIRST, folded, gauges, letter, lettered, mark, muted, newest, outcome, papers, running, wayOf } from "/static/kinds/situation.js";

const named = (name, turn) => (turn.code === FIRST ? name : `${name}-${turn.code}`);
const decides = (ctx, turn) => ctx.sends.find((send) => send.kind === "situation.decide" && (send.body.turn || FIRST) === turn.code);

/** Several choices, up to `most`. */
function severalForm(ctx, turn) {
  const { draft } = ctx;
  const name = named("choices", turn);
  const chosen = draft[name] || [];
  const full = turn.most > 0 && chosen.length >= turn.most;
  const pick = (value) => (event) => {
    const others = (draft[name] || []).filter((other) => other !== value);
    draft[name] = event.target.checked && !(turn.most > 0 && others.length >= turn.most) ? [...others, value].sort((a, b) => a - b) : others;
    ctx.redraw();
  };
  const box = (_, index) => {
    const checked = chosen.includes(index + 1);
    const input = el("input", { type: "checkbox", "data-key": `${ctx.id}-${name}-${index}`, checked, disabled: full && !checked, onchange: pick(index + 1) });
    return el("label", { class: "choice" }, input, el("span", {}, lettered(turn, index + 1)));
  };
  return el("fieldset", { class: "field" }, el("legend", {}, say("situation.choose")), el("span", { class: "hint" }, say("situation.up_to", { n: count(turn.most || turn.choices.length) })), turn.choices.map(box));
}

/** A whole shared out: a number for each choice with − and +, and what is left. */
function shareForm(ctx, turn) {
  const { draft } = ctx;
  const name = named("shares", turn);
  const now = () => draft[name] || turn.choices.map(() => 0); // of two quick presses the second counts from the first
  const shares = now();
  const left = turn.total - shares.reduce((sum, n) => sum + n, 0);
  const step = turn.total > 60 ? Math.round(turn.total / 20) : 1;
  const set = (index, value) => {
    const others = now().reduce((sum, n, place) => (place === index ? sum : sum + n), 0);
    draft[name] = now().map((n, place) => (place === index ? Math.max(0, Math.min(turn.total - others, Math.round(value) || 0)) : n));
    ctx.redraw();
  };
  const press = (index, by, sign, key) =>
    el("button", { type: "button", class: "step", "data-key": `${ctx.id}-${name}-${index}${sign}`, disabled: by < 0 ? !shares[index] : !left, "aria-label": say(key, { choice: letter(index), n: count(Math.abs(by)) }), onclick: () => set(index, now()[index] + by) }, sign);
  const row = (_, index) => {
    const id = `${ctx.id}-${name}-${index}`;
    return el(
      "div",
      { class: "share-out" },
      el("label", { for: id }, lettered(turn, index + 1)),
      el("span", { class: "stepper" }, press(index, -step, "−", "situation.less"), el("input", { id, "data-key": id, type: "number", inputmode: "numeric", min: 0, max: turn.total, value: String(shares[index]), oninput: (event) => set(index, Number(event.target.value)) }), press(index, step, "+", "situation.more_of")),
    );
  };
  const words = left ? say("situation.left_over", { n: count(left), of: count(turn.total), unit: turn.unit }) : `✓ ${say("situation.all_shared", { of: count(turn.total), unit: turn.unit })}`;
  return el("fieldset", { class: "field" }, el("legend", {}, say("situation.share_out", { n: count(turn.total), unit: turn.unit })), turn.choices.map(row), el("p", { class: left ? "left-over" : "left-over good", role: "status" }, words));
}

function answerForm(ctx, turn) {
  const redraw = () => ctx.redraw();
  if (turn.form === "several") return severalForm(ctx, turn);
  if (turn.form === "share") return shareForm(ctx, turn);
  if (turn.form === "text") return field(ctx, named("text", turn), { type: "textarea", rows: 4, maxlength: 2000, label: say("situation.in_words"), hint: say("situation.reason.hint"), oninput: redraw });
  return field(ctx, named("choice", turn), { type: "radio", label: say("situation.choose"), options: turn.choices.map((_, index) => [String(index + 1), lettered(turn, index + 1)]), oninput: redraw });
}

/** The hands in the room, for who wants to keep them; nobody asks for them. */
function handsForm(ctx, turn) {
  const row = (_, index) => field(ctx, named(`hands-${index}`, turn), { type: "number", min: 0, label: lettered(turn, index + 1) });
  return folded(ctx, named("hands", turn), say("situation.hands"), el("div", { class: "hands" }, turn.choices.map(row)));
}

/** What is filled in, as the body of a decision; null while it is not whole. */
function bodyOf({ draft }, turn) {
  const reason = (draft[named("reason", turn)] || "").trim();
  const body = { reason, named: Boolean(draft[named("named", turn)]) };
  if (turn.code !== FIRST) body.turn = turn.code;
  const hands = turn.choices.map((_, index) => draft[named(`hands-${index}`, turn)]);
  if (hands.some((n) => n)) body.hands = hands.map((n) => Math.max(0, Math.round(Number(n)) || 0));
  if (turn.form === "text") {
    const text = (draft[named("text", turn)] || "").trim();
    return text ? { ...body, text } : null;
  }
  if (!reason) return null;
  if (turn.form === "share") {
    const shares = draft[named("shares", turn)] || [];
    return shares.reduce((sum, n) => sum + n, 0) === turn.total ? { ...body, shares } : null;
  }
  if (turn.form === "several") {
    const chosen = draft[named("choices", turn)] || [];
    return chosen.length ? { ...body, choices: chosen } : null;
  }
  const choice = Number(draft[named("choice", turn)]);
  return choice ? { ...body, choice } : null;
}

/** What was chosen of a decision on its way or kept by the server: [choice, how much]. */
function chosenOf(turn, decision) {
  if (turn.form === "text") return [];
  if (turn.form === "one") return decision.choice ? [[decision.choice, 0]] : [];
  if (decision.choices) return decision.choices.map((choice) => [choice, 0]);
  const given = decision.shares || decision.given || turn.choices.map((_, index) => Number(index + 1 === decision.choice));
  return given.map((n, index) => [index + 1, n]).filter(([choice, n]) => n && choice <= turn.choices.length);
}

/** Put what was decided back into the form, so that it can be changed. */
function refill({ draft }, turn, decision) {
  const chosen = chosenOf(turn, decision);
  if (turn.form === "one" && chosen.length) draft[named("choice", turn)] = String(chosen[0][0]);
  if (turn.form === "several") draft[named("choices", turn)] = chosen.map(([choice]) => choice);
  if (turn.form === "share") draft[named("shares", turn)] = turn.choices.map((_, index) => (chosen.find(([choice]) => choice === index + 1) || [0, 0])[1]);
  if (turn.form === "text") draft[named("text", turn)] = decision.text || "";
  draft[named("reason", turn)] = decision.reason || "";
  draft[named("named", turn)] = Boolean(decision.named);
}

function decisionForm(ctx, turn, last) {
  const { draft, me } = ctx;
  const body = bodyOf(ctx, turn);
  const send = () => {
    draft.editing = "";
    ctx.send("decide", body);
    ctx.redraw();
  };
  const keep = () => {
    draft.editing = "";
    ctx.redraw();
  };
  return el(
    "div",
    { class: "decision" },
    answerForm(ctx, turn),
    turn.form === "text" ? null : field(ctx, named("reason", turn), { type: "textarea", rows: 2, maxlength: 2000, label: say("situation.reason"), hint: say("situation.reason.hint"), oninput: () => ctx.redraw() }),
    field(ctx, named("named", turn), { type: "checkbox", label: say("situation.named") }),
    turn.form === "one" || turn.form === "several" ? handsForm(ctx, turn) : null,
    me.role === "host" ? muted("situation.host") : null,
    el(
      "div",
      { class: "buttons" },
      el("button", { class: "primary", type: "button", "data-key": `${ctx.id}-${named("decide", turn)}`, disabled: !body, onclick: send }, say(last ? "situation.change" : "situation.decide")),
      last ? el("button", { class: "quiet", type: "button", "data-key": `${ctx.id}-keep`, onclick: keep }, say("situation.keep")) : null,
    ),
  );
}

// One that is still on its way has no time yet.
function decided(turn, decision) {
  const words = ([choice, much]) => (turn.form === "share" ? `${count(much)} ${turn.unit} – ${lettered(turn, choice)}` : lettered(turn, choice));
  const said = decision.text || decision.reason;
  return el(
    "div",
    { class: decision.at ? "decided" : "decided waiting" },
    el("p", {}, decision.at ? `${say("situation.site.decided")} (${when(decision.at)})` : say("situation.site.waiting")),
    turn.code === FIRST ? null : el("p", { class: "muted" }, turn.task),
    chosenOf(turn, decision).map((one) => el("p", { class: "case-choice" }, words(one))),
    said ? el("blockquote", {}, `“${said}”`) : null,
    decision.late ? el("p", { class: "note" }, say("situation.arrived_late")) : null,
  );
}

function missed({ act }) {
  return act.aside ? el("p", { class: "warn" }, say("situation.aside", { choice: letter(act.aside.choice - 1), at: when(act.aside.at) })) : null;
}

/** The one decision before the room; else the last that it handed in, which may still be changed. */
function decisionPart(ctx, way) {
  const { act, draft } = ctx;
  const last = way.done[way.done.length - 1];
  const line = (turn) => status(decides(ctx, turn));
  if (!running(act)) {
    const all = way.done.map((turn) => [decided(turn, way.given[turn.code]), line(turn)]);
    return [all.length ? all : el("p", { class: "warn" }, say("situation.site.none")), missed(ctx)];
  }
  const editing = way.done.find(({ code }) => code === draft.editing);
  const turn = editing || way.open[0];
  const edit = () => {
    draft.editing = last.code;
    refill(ctx, last, way.given[last.code]);
    ctx.redraw();
  };
  const change = () => [decided(last, way.given[last.code]), line(last), el("button", { type: "button", "data-key": `${ctx.id}-edit`, onclick: edit }, say("situation.edit"))];
  if (!turn) return [el("p", { class: "question" }, last.task), change(), act.course && !way.ending ? el("p", { class: "note" }, say("situation.wait_next")) : null];
  const rest = way.open.length - 1;
  return [
    causeOf(way, turn),
    el("p", { class: "question" }, turn.task),
    rest > 0 && !editing ? muted("situation.more_to_decide", { n: rest }) : null,
    decisionForm(ctx, turn, editing ? way.given[editing.code] : null),
    line(turn),
    last && !editing ? folded(ctx, `last-${last.code}`, say("situation.last"), change()) : null,
  ];
}

export function site(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const way = wayOf(ctx);
  return el(
    "section",
    { class: "card situation" },
    el("div", { class: "head" }, el("h2", {}, act.title), clock(act)),
    running(act) ? newest(way) : null,
    before(ctx, way),
    running(act) && !way.came.length ? papers(ctx) : null,
    ended(way),
    act.phase === "void" ? null : decisionPart(ctx, way),
    gauges(act, way),
    running(act) && way.came.length ? papers(ctx) : null,
    outcome(ctx, act.mine ? act.mine.choice : 0),
    mark(act),
  );
}

export function task(ctx) {
  const { act } = ctx;
  if (!act.phase || act.phase === "void") return null;
  const way = wayOf(ctx);
  const { title } = act;
  if (running(act) && way.open.length) return { state: "todo", words: say(way.done.length ? "situation.task.next" : "situation.task.todo", { title }), open: ctx.id };
  if (!running(act) && way.done.length && act.mine) return null;
  const last = way.done[way.done.length - 1];
  if (!last) return null; // it is closed: the card says what was missed, and nothing is left to do
  const there = way.given[last.code].at;
  return { state: there ? "done" : "wait", words: say(there ? "situation.task.done" : "situation.task.waiting", { title }), open: ctx.id };
}

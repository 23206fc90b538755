// Questions on the desks of those who steer: those that wait to be read, those that were approved, ways to answer.

import { count, el, field, head, say, status, when } from "/static/live/frame.js";

const LONGEST = 2000;
const REASONS = ["da_neu", "ngoai_noi_dung", "chua_ro", "neu_ten_nguoi", "gui_muc_khac"];

const wordsOf = (row) => row.text || say("question.erased");
const short = (text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function press(ctx, row, verb, words, { body = {}, sort = "", disabled = false, key = verb } = {}) {
  return el("button", { class: sort, type: "button", disabled, "data-key": `${key}-${row.id}`, onclick: () => ctx.send(verb, { question: row.id, ...body }) }, words);
}

/** Another open question whose words are alike, and a button that joins the two. */
function likeness(ctx, row) {
  const { queue = [], approved = [] } = ctx.act;
  const other = row.like && [...approved, ...queue].find(({ id }) => id === row.like);
  if (!other) return null;
  return el("div", { class: "note foot-row" }, el("span", {}, say("question.like", { text: short(wordsOf(other)) })), press(ctx, row, "merge", say("question.merge"), { body: { into: other.id }, key: "merge-like" }));
}

/** What is needed less often: join, decline, answer in writing, later. */
function moreWays(ctx, row) {
  const { draft } = ctx;
  const names = { reason: `why-${row.id}`, into: `into-${row.id}`, text: `write-${row.id}`, note: `note-${row.id}` };
  const again = () => ctx.redraw();
  const others = [...(ctx.act.approved || []), ...(ctx.act.queue || [])].filter(({ id }) => id !== row.id).map((other) => [String(other.id), short(wordsOf(other))]);
  const text = (draft[names.text] || "").trim();
  return el(
    "details",
    { "data-key": `ways-${row.id}` },
    el("summary", {}, say("question.more_ways")),
    others.length
      ? el("div", { class: "ask-line" }, field(ctx, names.into, { type: "select", label: say("question.same_as"), options: [["", say("question.choose")], ...others], oninput: again }), press(ctx, row, "merge", say("question.merge"), { body: { into: Number(draft[names.into]) }, disabled: !draft[names.into] }))
      : null,
    el("div", { class: "ask-line" }, field(ctx, names.reason, { type: "select", label: say("question.why"), options: [["", say("question.choose")], ...REASONS.map((code) => [code, say(`question.reason.${code}`)])], oninput: again }), press(ctx, row, "decline", say("question.decline"), { body: { reason: draft[names.reason] }, disabled: !draft[names.reason] })),
    el("div", { class: "ask-line" }, field(ctx, names.note, { label: say("question.note"), maxlength: 200, oninput: again }), press(ctx, row, "later", say("question.later"), { body: { note: (draft[names.note] || "").trim() } })),
    field(ctx, names.text, { type: "textarea", rows: 3, maxlength: LONGEST, label: say("question.write"), hint: say("question.write.hint"), oninput: again }),
    press(ctx, row, "reply", say("question.write.send"), { body: { text }, disabled: !text }),
  );
}

/** The question whose next step is the card's main button: the one that is answered now, else the first unread. */
function foremost({ approved = [], queue = [] }) {
  return [...approved, ...queue].find(({ stage }) => stage === "selected") || queue[0];
}

function line(ctx, row) {
  const known = (ctx.roster.sites || {})[row.site] || {};
  const from = say(row.by === "room" ? "question.by_room" : "question.by_phone", { site: known.name || row.site });
  const on = row.stage === "selected";
  const waits = (ctx.act.queue || []).includes(row);
  const show = on
    ? el("button", { class: "quiet", type: "button", "data-key": `clear-${row.id}`, onclick: () => ctx.send("clear", {}) }, say("question.clear"))
    : press(ctx, row, "select", say("question.select"));
  return el(
    "li",
    { class: on ? "on" : "" },
    el("p", {}, on ? "● " : "", wordsOf(row)),
    el("small", { class: "muted" }, [from, when(row.at), row.n > 1 ? say("question.n", { n: count(row.n) }) : ""].filter(Boolean).join(" · ")),
    likeness(ctx, row),
    el("div", { class: "buttons" }, waits && !on ? press(ctx, row, "approve", say("question.approve"), { sort: row === foremost(ctx.act) ? "primary" : "" }) : null, show, press(ctx, row, "answered", say("question.answered"), { sort: on ? "primary" : "quiet" })),
    moreWays(ctx, row),
  );
}

export function lecturer(ctx) {
  const { queue = [], approved = [], waiting = 0, counts = {} } = ctx.act;
  const open = (counts.asked || 0) + (counts.selected || 0) + (counts.approved || 0);
  if (!open && !counts.answered && !counts.later) return null;
  const last = ctx.sends[0];
  const more = waiting - queue.length;
  const ready = (counts.approved || 0) + approved.filter(({ stage }) => stage === "selected").length;
  return el(
    "section",
    { class: "card stack questions" },
    head(2, say("question.queue"), el("span", { class: "count" }, say("question.counts", { open: count(open), answered: count(counts.answered || 0), later: count(counts.later || 0) }))),
    last && last.state !== "refused" ? status(last) : null,
    approved.length ? [el("h3", {}, say("question.approved", { n: count(ready) })), el("ul", { class: "queue", "data-key": "questions-approved" }, approved.map((row) => line(ctx, row)))] : null,
    queue.length ? [approved.length ? el("h3", {}, say("question.waiting", { n: count(waiting) })) : null, el("ul", { class: "queue", "data-key": "questions" }, queue.map((row) => line(ctx, row)))] : null,
    open ? null : el("p", { class: "muted" }, say("question.queue_empty")),
    more > 0 ? el("p", { class: "muted" }, say("question.more", { n: count(more) })) : null,
  );
}

export function control({ act }) {
  return act.n ? el("section", { class: "card" }, el("p", { class: "count" }, say("question.total", { n: count(act.n), sites: count(Object.keys(act.sites).length) }))) : null;
}

// Notices on the screens: what a desk has not acknowledged yet stands on top; phones and halls see those for people.

import { el, say, status, when } from "/static/live/frame.js";
import { wordsOf } from "/static/live/written.js";

export const place = { site: "top", phone: "now", room: "strip" };

const MINUTE = 60000;
const ON_PHONES = 30 * MINUTE;
const IN_HALLS = 10 * MINUTE;

const from = (row) => [say(`notice.from.${row.role}`), when(row.at), row.needs ? say("notice.needs") : ""].filter(Boolean).join(" · ");

/** Notices of this desk, newest first. */
const all = (act) => [...(act.own || []), ...(act.to_all || [])].sort((a, b) => b.id - a.id);

/** Those that wait for the host, and none that is on its way already. */
function waiting(ctx) {
  const done = new Set(ctx.act.seen || []);
  for (const { kind, body, state } of ctx.sends) if (kind === "notice.acknowledge" && state !== "refused") done.add(body.notice);
  return all(ctx.act).filter((row) => !done.has(row.id) && !row.withdrawn_at);
}

/** Of those that a desk has read: which were taken back. */
const regretted = (ctx) => all(ctx.act).filter((row) => row.withdrawn_at && ctx.now() - row.withdrawn_at < IN_HALLS);

export function site(ctx) {
  const rows = waiting(ctx);
  const back = regretted(ctx);
  if (!rows.length && !back.length) return null;
  const card = (row) =>
    el(
      "li",
      {},
      el("p", { class: "typed" }, el("strong", {}, wordsOf(row.text))),
      el("div", { class: "foot-row" }, el("small", {}, from(row)), el("button", { class: row.needs ? "primary" : "", type: "button", "data-key": `seen-${row.id}`, onclick: () => ctx.send("acknowledge", { notice: row.id }) }, say("notice.acknowledge"))),
    );
  const gone = (row) => el("li", {}, el("p", { class: "typed muted" }, el("s", {}, wordsOf(row.text))), el("p", {}, say("notice.withdrawn", { at: when(row.withdrawn_at), reason: wordsOf(row.reason) })));
  return el("section", { class: "card attention stack notices" }, el("h2", {}, say("notice.heading")), el("ul", { class: "own" }, rows.map(card), back.map(gone)), status(ctx.sends[0]));
}

export function task(ctx) {
  return waiting(ctx).length ? { state: "warn", words: say("notice.task"), open: "notice" } : null;
}

export function phone(ctx) {
  const { act, draft } = ctx;
  const [row] = act.to_all || [];
  if (!row || ctx.now() - row.at > ON_PHONES || draft.read === row.id) return null;
  const put = () => {
    draft.read = row.id;
    ctx.redraw();
  };
  return el("section", { class: "card attention stack notices" }, el("h2", {}, say("notice.heading")), el("p", { class: "typed" }, wordsOf(row.text)), el("small", {}, from({ ...row, needs: false })), el("button", { type: "button", "data-key": "read", onclick: put }, say("notice.read")));
}

export function room(ctx) {
  const row = (ctx.act.to_all || []).find((one) => one.people && !one.withdrawn_at);
  if (!row || ctx.now() - row.at > IN_HALLS) return null;
  return el("p", { class: "room-notice typed" }, el("strong", {}, say("notice.heading")), ` · ${wordsOf(row.text)}`);
}

// The room before the class on the site desk: items to tick, what is wrong, whether the room is fit.

import { count, el, field, head, say, status, when } from "/static/live/frame.js";

export const place = { site: "tools" };

const ITEMS = ["phong", "man_hinh", "loa_micro", "camera", "duong_truyen", "du_phong", "dien", "danh_sach", "ma_vao_lop", "ho_tro"];
const REQUIRED = ["phong", "man_hinh", "loa_micro", "duong_truyen", "danh_sach", "ho_tro"];
const MARKS = ["ok", "trouble", "none"];
const SIGN = { ok: "✓", trouble: "▲", none: "–" };

/** Items as they are here: what the server has, and what is still on its way over it. */
function items(ctx) {
  const known = { ...ctx.act.items };
  const going = ctx.sends.filter(({ kind, state }) => kind === "checklist.tick" && (state === "saved" || state === "sent"));
  for (const { body } of going.reverse()) for (const item of body.items) known[item] = { mark: body.mark, note: body.note || "", at: 0 };
  return known;
}

function row(ctx, item, known) {
  const { draft } = ctx;
  const seen = known[item] || {};
  const asks = draft.asking === item;
  const press = (mark) => () => {
    draft.asking = mark === "trouble" ? item : "";
    draft.note = mark === "trouble" ? seen.note || "" : "";
    if (mark !== "trouble") ctx.send("tick", { items: [item], mark });
    ctx.redraw();
  };
  const put = () => {
    ctx.send("tick", { items: [item], mark: "trouble", note: (draft.note || "").trim() });
    draft.asking = "";
    ctx.redraw();
  };
  const marks = MARKS.filter((mark) => mark !== "none" || !REQUIRED.includes(item));
  return el(
    "li",
    { class: `check-row ${seen.mark || ""}` },
    el("p", { class: "check-words" }, el("span", { class: "sign", "aria-hidden": "true" }, `${SIGN[seen.mark] || "○"} `), say(`checklist.item.${item}`), REQUIRED.includes(item) ? el("small", { class: "muted" }, say("checklist.required")) : null),
    el("div", { class: "buttons", role: "group", "aria-label": say(`checklist.item.${item}`) }, marks.map((mark) => el("button", { type: "button", "aria-pressed": String((asks ? "trouble" : seen.mark) === mark), class: `mark-${mark}`, "data-key": `${item}-${mark}`, onclick: press(mark) }, say(`checklist.mark.${mark}`)))),
    seen.note && !asks ? el("p", { class: "check-note warn" }, seen.note) : null,
    asks ? el("div", { class: "check-note ask-line" }, field(ctx, "note", { label: say("checklist.note"), maxlength: 300 }), el("button", { class: "primary", type: "button", "data-key": `${item}-put`, onclick: put }, say("checklist.note.send"))) : null,
  );
}

export function site(ctx) {
  const known = items(ctx);
  const open = () => ITEMS.filter((item) => !items(ctx)[item]);
  const left = open();
  const { fit, done_at: done } = ctx.act;
  // What was pressed a moment ago may not be drawn yet: trouble just told is not overwritten.
  const rest = () => open().length && ctx.send("tick", { items: open(), mark: "ok" });
  const state = fit || Object.keys(known).length ? say(`checklist.fit.${fit || "part"}`) : say("checklist.fit.none");
  return el(
    "section",
    { class: "card stack checklist" },
    head(2, say("checklist.title"), el("span", { class: fit === "ready" ? "pill good" : fit === "trouble" ? "pill warn" : "pill" }, state)),
    el("p", { class: "muted" }, done ? say("checklist.done", { at: when(done) }) : say("checklist.how")),
    el("ul", {}, ITEMS.map((item) => row(ctx, item, known))),
    left.length ? el("button", { class: "primary", type: "button", "data-key": "rest", onclick: rest }, say("checklist.rest")) : null,
    status(ctx.sends[0]),
  );
}

export function task(ctx) {
  const { act, sitting } = ctx;
  const n = Object.keys(items(ctx)).length;
  const of = ITEMS.length;
  if (act.fit === "trouble") return { state: "warn", words: say("checklist.task.trouble"), open: "checklist" };
  if (act.done_at) return { state: "done", words: say("checklist.task.done", { at: when(act.done_at) }), open: "checklist" };
  if (sitting && sitting.phase === "closed") return null;
  return { state: n ? "wait" : "todo", words: n ? say("checklist.task.part", { n: count(n), of: count(of) }) : say("checklist.task"), open: "checklist" };
}

export function phone() {
  return null;
}

export function room() {
  return null;
}

// The roll on the site desk: a clerk goes through the list.

import { count, el, field, fold, head, say, status, when } from "/static/live/frame.js";

export const place = { site: "roll" };
export const beside = ["headcount"]; // whether it is locked

const STATUSES = ["co_mat", "vang_phep", "vang_khong_phep", "muon_som", "du_thay", "o_diem_khac"];
const IN_ROOM = ["co_mat", "muon_som", "du_thay"];
const EXCEPTIONS = ["vang_phep", "vang_khong_phep", "muon_som"];
const ASKS_MORE = ["du_thay", "o_diem_khac"];
const UNDO_KEY = "z";

const words = (code) => say(`presence.status.${code}`);
const here = (code) => IN_ROOM.includes(code);

// --- what the list shows: what the centre knows, and over it what this desk said since --------------------

/** Sends of this desk that the view does not show yet, oldest first. */
function fresh(ctx) {
  const unseen = ({ state, seq }) => state === "saved" || state === "sent" || (state === "recorded" && seq > (ctx.act.seq || 0));
  return ctx.sends.filter(unseen).reverse();
}

function changesOf({ kind, body }, seats, shown) {
  const verb = kind.split(".")[1];
  if (verb === "mark" || verb === "correct") return { [body.seat]: body.status };
  if (verb !== "all_present") return {};
  const changes = {};
  for (const { id } of seats) if (!shown(id)) changes[id] = "co_mat";
  for (const { seat, status: code } of body.except || []) changes[seat] = code;
  return changes;
}

/** Rows of the list in its order: {id, no, name, post, s, waits, ...what the view says of the seat}. */
function rowsOf(ctx) {
  const known = ctx.act.seats || {};
  const seats = Object.entries(ctx.roster.seats || {}).map(([id, seat]) => ({ ...seat, id: Number(id) }));
  seats.sort((a, b) => a.no - b.no);
  let pile = [];
  const shown = (id) => {
    const last = pile.slice().reverse().find((changes) => changes[id]);
    return last ? last[id] : (known[id] || {}).s || "";
  };
  let undone = 0;
  for (const send of fresh(ctx)) {
    if (!send.kind.endsWith(".undo")) pile = [...pile, changesOf(send, seats, shown)];
    else if (pile.length) pile = pile.slice(0, -1);
    else undone += 1;
  }
  const waits = (id) => pile.some((changes) => changes[id]);
  const rows = seats.map((seat) => ({ ...known[seat.id], ...seat, s: shown(seat.id), waits: waits(seat.id) }));
  return { rows, undone, canUndo: pile.length > 0 || (ctx.act.undo || 0) > undone };
}

const present = (rows) => rows.filter((row) => here(row.s)).length;
const marked = (rows) => rows.filter((row) => row.s).length;

/** Whether figures are settled: from then on a change is a correction with its reason. */
function settled(ctx) {
  const { headcount } = ctx.beside || {};
  return (ctx.sitting || {}).phase === "closed" || Boolean(headcount && headcount.state === "locked");
}

/** Whether a change of this row needs a reason; once corrected, a row is only ever corrected. */
const needsReason = (ctx, row) => settled(ctx) || Boolean(row.fixed);

// --- undo by one key ---------------------------------------------------------------------------------------

let desk = null; // the desk that is on this page

function undo(ctx) {
  if (rowsOf(ctx).canUndo) ctx.send("undo", {});
}

function typing(node) {
  return node.tagName === "TEXTAREA" || (node.tagName === "INPUT" && !["radio", "checkbox", "button"].includes(node.type));
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== UNDO_KEY || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (desk && !settled(desk) && document.querySelector(".roll-card")) undo(desk);
});

// --- the desk ----------------------------------------------------------------------------------------------

/** Set a status at once, or open the row's form when it needs more words. */
function choose(ctx, row, code) {
  const { draft } = ctx;
  if (!code || code === row.s) {
    draft.row = 0;
  } else if (ASKS_MORE.includes(code) || needsReason(ctx, row)) {
    Object.assign(draft, { row: row.id, code, substitute: "", elsewhere: "", reason: "" });
    setTimeout(() => {
      const first = document.querySelector(".roll-more input");
      if (first) first.focus();
    }, 100);
  } else {
    draft.row = 0;
    ctx.send("mark", { seat: row.id, status: code });
  }
  ctx.redraw();
}

function saveRow(ctx, row, event) {
  event.preventDefault();
  const { draft } = ctx;
  const body = { seat: row.id, status: draft.code };
  if (draft.code === "du_thay") body.substitute = draft.substitute.trim();
  if (draft.code === "o_diem_khac") body.elsewhere_no = Number(draft.elsewhere);
  if (needsReason(ctx, row)) ctx.send("correct", { ...body, reason: draft.reason.trim() });
  else ctx.send("mark", body);
  draft.row = 0;
  ctx.redraw();
}

/** What a status still needs: the substitute's name, the other site's number, the reason of a correction. */
function moreForm(ctx, row) {
  const { draft } = ctx;
  const again = () => ctx.redraw();
  const correcting = needsReason(ctx, row);
  const missing =
    (draft.code === "du_thay" && !draft.substitute.trim()) || (draft.code === "o_diem_khac" && !(Number(draft.elsewhere) > 0)) || (correcting && !draft.reason.trim());
  return el(
    "form",
    { class: "roll-more stack", onsubmit: (event) => saveRow(ctx, row, event) },
    el("p", {}, el("strong", {}, `${row.name || row.no}: ${words(draft.code)}`)),
    draft.code === "du_thay" ? field(ctx, "substitute", { label: say("presence.substitute"), maxlength: 200, required: true, autocomplete: "off", oninput: again }) : null,
    draft.code === "o_diem_khac" ? field(ctx, "elsewhere", { type: "number", label: say("presence.elsewhere"), hint: say("presence.elsewhere_hint"), min: 1, required: true, oninput: again }) : null,
    correcting ? field(ctx, "reason", { label: say("presence.reason"), maxlength: 2000, required: true, autocomplete: "off", oninput: again }) : null,
    el(
      "div",
      { class: "buttons" },
      el("button", { class: "primary", type: "submit", disabled: missing, "data-key": "row-save" }, say(correcting ? "presence.correct" : "presence.save")),
      el("button", { class: "quiet", type: "button", onclick: () => choose(ctx, row, ""), "data-key": "row-cancel" }, say("presence.cancel")),
    ),
  );
}

function picker(ctx, row, chosen) {
  const options = STATUSES.map((code) => el("option", { value: code, selected: code === chosen }, words(code)));
  const empty = chosen ? null : el("option", { value: "", selected: true }, say("presence.unmarked"));
  const label = say("presence.status_of", { name: row.name || row.no });
  return el("select", { "aria-label": label, "data-key": `seat-${row.id}`, onchange: (event) => choose(ctx, row, event.target.value) }, empty, options);
}

/** What is known besides the status: who sits in, where, the phone, corrections. */
function notes(row) {
  const list = [
    row.waits ? `◐ ${say("presence.waits")}` : null,
    row.substitute && row.s === "du_thay" ? say("presence.by_substitute", { name: row.substitute }) : null,
    row.elsewhere && row.s === "o_diem_khac" ? say("presence.at_site", { site: row.elsewhere }) : null,
    row.phone && (row.by !== "phone" || row.phone_late) ? `${here(row.s) ? "" : "▲ "}${say(row.phone_late ? "presence.phone_late" : "presence.phone_says", { at: when(row.phone) })}` : null,
    row.by === "phone" && row.s ? say("presence.by_phone", { at: when(row.at) }) : null,
    row.fixed ? say("presence.fixed", { was: row.was ? words(row.was) : say("presence.unmarked"), reason: row.note || "–" }) : null,
  ];
  const said = list.filter(Boolean);
  return said.length ? el("small", { class: "roll-notes" }, said.join(" · ")) : null;
}

function person(row) {
  return el("span", { class: "roll-who" }, el("strong", {}, row.name || say("presence.no_name")), row.post ? el("small", { class: "muted" }, row.post) : null, notes(row));
}

function rowNode(ctx, row) {
  const open = ctx.draft.row === row.id;
  const sort = row.s ? (here(row.s) ? "here" : "away") : "none";
  const quick = row.s || open || settled(ctx) ? null : el("button", { type: "button", class: "roll-here", "data-key": `here-${row.id}`, onclick: () => choose(ctx, row, "co_mat") }, words("co_mat"));
  return el(
    "li",
    { class: `roll-row ${sort}${row.waits ? " waits" : ""}` },
    el("span", { class: "roll-no" }, String(row.no)),
    person(row),
    el("span", { class: "roll-status" }, quick, picker(ctx, row, open ? ctx.draft.code : row.s)),
    open ? moreForm(ctx, row) : null,
  );
}

function matches(ctx, rows) {
  const wanted = fold(ctx.draft.find || "").trim();
  if (!wanted) return rows;
  return rows.filter((row) => fold(`${row.no} ${row.name || ""} ${row.post || ""}`).includes(wanted));
}

const names = (rows) => rows.map((row) => row.name || row.no).join(", ");

/** Everyone is present except those tapped. */
function exceptForm(ctx, rows) {
  const { draft } = ctx;
  const away = draft.away || {};
  const free = rows.filter((row) => !row.s && !away[row.id]);
  const toggle = (row) => () => {
    if (away[row.id]) delete away[row.id];
    else away[row.id] = "vang_phep";
    draft.away = away;
    ctx.redraw();
  };
  const leave = () => {
    Object.assign(draft, { mode: "", away: {} });
    ctx.redraw();
  };
  const save = () => {
    const except = Object.entries(away).map(([seat, code]) => ({ seat: Number(seat), status: code }));
    ctx.send("all_present", { except });
    leave();
  };
  const why = (row) => {
    const set = (event) => {
      away[row.id] = event.target.value;
      ctx.redraw();
    };
    const options = EXCEPTIONS.map((code) => el("option", { value: code, selected: away[row.id] === code }, words(code)));
    return el("select", { "aria-label": say("presence.status_of", { name: row.name || row.no }), "data-key": `why-${row.id}`, onchange: set }, options);
  };
  const pill = (row) => {
    if (away[row.id]) return null;
    const sure = here(row.s || "co_mat");
    return el("span", { class: `pill ${sure ? "good" : "warn"}` }, `${sure ? "✓" : "–"} ${words(row.s || "co_mat")}`);
  };
  const line = (row) =>
    el(
      "li",
      { class: `roll-row ${away[row.id] ? "away" : "here"}` },
      el(
        "button",
        { type: "button", class: "roll-toggle", "aria-pressed": String(Boolean(away[row.id])), "data-key": `away-${row.id}`, onclick: toggle(row) },
        el("span", { class: "roll-no" }, away[row.id] ? "✕" : String(row.no)),
        el("span", { class: "roll-who" }, el("strong", {}, row.name || say("presence.no_name")), row.post ? el("small", { class: "muted" }, row.post) : null),
        pill(row),
      ),
      away[row.id] ? el("span", { class: "roll-status" }, why(row)) : null,
    );
  const gone = rows.filter((row) => away[row.id]);
  return [
    el("p", {}, say("presence.except_how")),
    el("ul", { class: "roll", "data-key": "roll" }, matches(ctx, rows).map(line)),
    el(
      "div",
      { class: "roll-save card stack" },
      el("p", {}, say("presence.except_sum", { n: count(free.length), away: count(gone.length) }), gone.length ? el("small", { class: "muted" }, ` ${names(gone)}`) : null),
      el("div", { class: "buttons" }, el("button", { class: "primary", type: "button", onclick: save, "data-key": "except-save" }, say("presence.except_save")), el("button", { class: "quiet", type: "button", onclick: leave, "data-key": "except-leave" }, say("presence.cancel"))),
    ),
  ];
}

function toolbar(ctx, rows, { canUndo }) {
  const { draft } = ctx;
  const start = () => {
    Object.assign(draft, { mode: "except", away: {}, row: 0 });
    ctx.redraw();
  };
  const find = field(ctx, "find", { type: "search", label: say("presence.find"), autocomplete: "off", oninput: () => ctx.redraw() });
  if (settled(ctx) || draft.mode === "except") return el("div", { class: "roll-tools" }, find);
  return el(
    "div",
    { class: "roll-tools" },
    el("button", { class: marked(rows) < rows.length ? "primary" : "", type: "button", onclick: start, "data-key": "except" }, say("presence.all_except")),
    el("button", { class: "quiet", type: "button", onclick: () => undo(ctx), disabled: !canUndo, "data-key": "undo", "aria-keyshortcuts": UNDO_KEY }, say("presence.undo")),
    find,
  );
}

/** What this desk has not got through yet, or what was refused last. */
function line(ctx) {
  const waiting = ctx.sends.filter(({ state }) => state === "saved" || state === "sent").length;
  if (waiting > 1) return el("p", { class: "status wait" }, `◐ ${say("presence.lines_wait", { n: count(waiting) })}`);
  // A refusal stands at the top of the desk already.
  return ctx.sends[0] && ctx.sends[0].state !== "refused" ? status(ctx.sends[0]) : null;
}

export function site(ctx) {
  desk = ctx;
  const list = rowsOf(ctx);
  const { rows } = list;
  const title = rows.length ? say("presence.roll", { n: count(present(rows)), of: count(rows.length) }) : say("presence.title");
  const content = rows.length ? (ctx.draft.mode === "except" && !settled(ctx) ? exceptForm(ctx, rows) : el("ul", { class: "roll", "data-key": "roll" }, matches(ctx, rows).map((row) => rowNode(ctx, row)))) : el("p", { class: "muted" }, say("presence.no_list"));
  const left = rows.length - marked(rows);
  return el(
    "section",
    { class: "card stack roll-card" },
    head(2, el("span", { class: "count" }, title), left ? el("span", { class: "pill" }, `○ ${say("presence.left", { n: count(left) })}`) : rows.length ? el("span", { class: "pill good" }, `✓ ${say("presence.all_marked")}`) : null),
    settled(ctx) ? el("p", { class: "muted" }, say("presence.settled")) : null,
    rows.length ? toolbar(ctx, rows, list) : null,
    line(ctx),
    content,
  );
}

export function task(ctx) {
  const { rows } = rowsOf(ctx);
  if (!rows.length) return null;
  const waits = rows.some((row) => row.waits);
  const state = waits ? "wait" : marked(rows) < rows.length ? "todo" : "done";
  return { state, words: say("presence.task", { n: count(present(rows)), of: count(rows.length) }), open: "presence" };
}

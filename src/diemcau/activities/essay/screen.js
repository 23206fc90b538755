// A short paper on the screens: type it or photograph it, hand it in, see that it arrived and what was said of it.

import { count, el, field, say, status, when } from "/static/live/frame.js";
import { fitting } from "/static/live/pictures.js";
import { phasePill, steeringOf } from "/static/live/steering.js";
import { smaller } from "/static/live/photos.js";

const LONGEST = 4000;
const card = (...children) => el("section", { class: "card essay stack" }, children);
const on = (at) => ({ time: when(at), date: when.date(at) });
const photos = {}; // draft → photos chosen on this page; too large for what a tab keeps

function chosen(ctx) {
  const key = `${ctx.id}:${ctx.draft.seat || ""}`;
  if (!photos[key]) photos[key] = { list: [], note: "", sending: 0, of: 0 };
  return photos[key];
}

const title = (act, level = 2) => [el(`h${level}`, {}, act.title), el("p", { class: "question essay-task" }, act.task), act.mark ? el("p", { class: "muted" }, act.mark) : null];

function dueLine(ctx) {
  const { due } = ctx.act;
  return el("p", { class: ctx.now() > due ? "status warn" : "muted" }, say(ctx.now() > due ? "essay.due.passed" : "essay.due", on(due)));
}

// --- handing in ----------------------------------------------------------------------------------------

async function add(ctx, files) {
  const own = chosen(ctx);
  own.note = say("essay.photo.working");
  ctx.redraw();
  try {
    for (const file of Array.from(files).slice(0, ctx.act.photos - own.list.length)) own.list.push(await smaller(file));
    own.note = "";
  } catch (_) {
    own.note = say("essay.photo.bad");
  }
  ctx.redraw();
}

function drop(ctx, index) {
  chosen(ctx).list.splice(index, 1);
  ctx.redraw();
}

/** The cover first, then one photo after another: a weak line carries one piece at a time. */
async function handIn(ctx) {
  const { act, draft } = ctx;
  const own = chosen(ctx);
  const { list } = own;
  const about = draft.seat ? { seat: Number(draft.seat) } : {};
  // Another clock, or this one before it was set right, may have been ahead: the last paper has the highest number.
  const known = draft.seat ? act.seats && act.seats[draft.seat] : act.mine;
  const paper = Math.max(Date.now(), known ? known.paper + 1 : 0);
  own.of = list.length;
  own.sending = 1;
  ctx.redraw();
  const answer = await ctx.send("hand_in", { paper, text: draft.text || "", photos: list.length, ...about });
  for (let place = 1; place <= list.length && !answer.refused; place += 1) {
    own.sending = place;
    ctx.redraw();
    await ctx.send("photo", { paper, place, photo: list[place - 1], ...about });
  }
  if (!answer.refused) {
    own.list = [];
    for (const name of Object.keys(draft)) delete draft[name];
  }
  own.sending = 0;
  ctx.redraw();
}

function pictures(ctx) {
  const { act, id } = ctx;
  if (!act.photos) return null;
  const own = chosen(ctx);
  const pick = (event) => {
    add(ctx, event.target.files);
    event.target.value = "";
  };
  const full = own.list.length >= act.photos;
  return [
    el("p", { class: "muted", id: `${id}-photos-hint` }, say("essay.photos.hint", { most: act.photos })),
    el(
      "ul",
      { class: "essay-photos" },
      own.list.map((photo, index) =>
        el(
          "li",
          {},
          el("img", { src: photo, alt: say("essay.photo.one", { n: index + 1 }) }),
          el("button", { type: "button", class: "quiet", "data-key": `${id}-drop-${index}`, onclick: () => drop(ctx, index) }, say("essay.photo.drop", { n: index + 1 })),
        ),
      ),
    ),
    full
      ? null
      : el(
          "p",
          {},
          el("input", { class: "unseen", type: "file", accept: "image/*", id: `${id}-photo`, "data-key": `${id}-photo`, onchange: pick, "aria-describedby": `${id}-photos-hint` }),
          el("label", { class: "button", for: `${id}-photo` }, say("essay.photo.add")),
        ),
    own.note ? el("p", { class: "status wait", role: "status" }, own.note) : null,
  ];
}

function form(ctx, words) {
  const { act, draft, id } = ctx;
  const own = chosen(ctx);
  const text = draft.text || "";
  const left = LONGEST - Array.from(text).length;
  const empty = !text.trim() && !own.list.length;
  return [
    field(ctx, "text", { type: "textarea", rows: 8, label: say("essay.text"), hint: say("essay.text.hint", { most: count(LONGEST), left: count(left) }), oninput: () => ctx.redraw() }),
    pictures(ctx),
    own.sending && own.of ? el("p", { class: "status wait" }, `◐ ${say("essay.sending", { n: own.sending, of: own.of })}`) : null,
    el("button", { class: "primary wide", type: "button", "data-key": `${id}-send`, disabled: empty || left < 0 || Boolean(own.sending), onclick: () => handIn(ctx) }, say(words)),
  ];
}

// --- the phone -----------------------------------------------------------------------------------------

function verdict({ passed, remark }) {
  return el(
    "div",
    { class: "stack" },
    el("p", { class: passed ? "status good" : "status warn" }, `${passed ? "✓" : "▲"} ${say(passed ? "essay.passed" : "essay.failed")}`),
    remark ? el("blockquote", {}, remark) : null,
  );
}

function mine(act) {
  const { at, late, missing, of, text, whole } = act.mine;
  return [
    el("p", { class: late ? "status warn" : "status good" }, `${late ? "▲" : "✓"} ${say(late ? "essay.mine.late" : "essay.mine", on(at))}`),
    whole ? null : el("p", { class: "status bad" }, `✕ ${say("essay.mine.missing", { places: missing.join(", ") })}`),
    text ? el("p", { class: "essay-text" }, text) : null,
    of ? el("p", { class: "muted" }, say("essay.mine.photos", { n: of })) : null,
    act.verdict ? verdict(act.verdict) : el("p", { class: "muted" }, say("essay.not_judged")),
  ];
}

export function phone(ctx) {
  const { act, id } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return card(el("h2", {}, act.title), el("p", { class: "note" }, say("essay.voided")));
  const last = status(ctx.sends[0]);
  const own = chosen(ctx);
  const whole = act.mine && act.mine.whole && !own.sending;
  if (!whole) return card(title(act), dueLine(ctx), act.mine && !own.sending ? mine(act) : null, form(ctx, "essay.send"), last);
  return card(title(act), mine(act), el("details", { "data-key": `${id}-again` }, el("summary", {}, say("essay.again")), dueLine(ctx), form(ctx, "essay.again")), last);
}

// --- the room ------------------------------------------------------------------------------------------

export function site(ctx) {
  const { act, draft, id, roster } = ctx;
  if (!act.phase) return null;
  if (act.phase === "void") return card(el("h2", {}, act.title), el("p", { class: "note" }, say("essay.voided")));
  const handed = act.seats || {};
  const people = Object.entries(roster.seats || {}).sort(([, a], [, b]) => a.no - b.no);
  const whole = Object.values(handed).filter((one) => one.whole).length;
  const options = [["", say("essay.site.choose")], ...people.map(([seat, { no, name }]) => [seat, `${no}. ${name}${handed[seat] && handed[seat].whole ? ` – ${say("essay.site.done")}` : ""}`])];
  return card(
    title(act),
    dueLine(ctx),
    el("p", {}, say("essay.site.handed", { n: count(whole), of: count(people.length) })),
    el(
      "details",
      { "data-key": `${id}-for` },
      el("summary", {}, say("essay.site.how")),
      field(ctx, "seat", { type: "select", label: say("essay.site.who"), options, oninput: () => ctx.redraw() }),
      draft.seat ? form(ctx, "essay.site.send") : null,
    ),
    status(ctx.sends[0]),
  );
}

/** How many of the room have handed in, as long as they may. */
export function task(ctx) {
  const { act, id, roster } = ctx;
  const of = Object.keys(roster.seats || {}).length;
  if (act.phase !== "open" || !of || ctx.now() > act.due) return null;
  const n = Object.values(act.seats || {}).filter((one) => one.whole).length;
  return { state: n < of ? "todo" : "done", words: say("essay.task", { title: act.title, n: count(n), of: count(of), ...on(act.due) }), open: id };
}

export function room(ctx) {
  const { act } = ctx;
  if (!act.phase || act.phase === "void") return null;
  return fitting(el("section", { class: "room-poll" }, title(act, 1), el("p", {}, say("essay.due", on(act.due))), el("p", { class: "room-foot" }, say("essay.room"))));
}

// --- those who steer -----------------------------------------------------------------------------------

export function lecturer(ctx) {
  const { act } = ctx;
  return card(
    el("div", { class: "head" }, el("h2", {}, act.title), phasePill(act.phase)),
    el("p", { class: "essay-task" }, act.task),
    steeringOf(ctx, { shows: false }),
    el("p", {}, say("essay.due", on(act.due))),
    act.phase ? el("p", {}, say("essay.lecturer", { n: count(act.handed), of: count(act.seats) })) : null,
  );
}

export function control(ctx) {
  const { act } = ctx;
  if (!act.phase) return null;
  const numbers = Object.values(act.sites || {});
  return card(
    el("div", { class: "head" }, el("h3", {}, act.title || say("essay.title")), phasePill(act.phase)),
    el("p", {}, say("essay.control", { n: count(numbers.reduce((sum, one) => sum + one, 0)), sites: count(numbers.length) })),
  );
}

// Speeches as a secretary notes them: who, when it begins and ends, the gist; the same form on a desk and above.

import { count, el, field, say, status, when } from "/static/live/frame.js";
import { wordsOf } from "/static/live/written.js";

export const place = { site: "tools" };

const SORTS = ["phat_bieu_khai_mac", "phat_bieu_chi_dao", "tham_luan", "phat_bieu_thao_luan", "phat_bieu_be_mac"];
const sorts = () => SORTS.map((code) => [code, say(`address.${code}`)]);

function beginForm(ctx) {
  const { draft } = ctx;
  const again = () => ctx.redraw();
  const by = (draft.by || "").trim();
  const begin = async (event) => {
    event.preventDefault();
    if (!by || !draft.sort) return;
    const kept = { by: draft.by, sort: draft.sort };
    Object.assign(draft, { by: "", sort: "" });
    const receipt = ctx.send("begin", { by, kind: kept.sort });
    ctx.redraw();
    if (((await receipt) || {}).refused && !draft.by) {
      Object.assign(draft, kept);
      ctx.redraw();
    }
  };
  return el(
    "form",
    { class: "stack", onsubmit: begin },
    field(ctx, "by", { label: say("address.by"), hint: say("address.by.hint"), maxlength: 200, oninput: again }),
    field(ctx, "sort", { type: "select", label: say("address.kind"), options: [["", say("address.choose")], ...sorts()], oninput: again }),
    el("button", { class: "primary", type: "submit", "data-key": "address-begin", disabled: !by || !draft.sort }, say("address.begin")),
  );
}

function where(ctx, row) {
  if (ctx.me.site) return "";
  return row.site ? ((ctx.roster.sites || {})[row.site] || {}).name || String(row.site) : say("address.whole_class");
}

const about = (ctx, row) => [say(`address.${row.kind}`), where(ctx, row), row.to ? say("address.span", { from: when(row.from), to: when(row.to) }) : say("address.since", { from: when(row.from) })].filter(Boolean).join(" · ");

function now(ctx, row) {
  return el(
    "div",
    { class: "card attention stack" },
    el("p", {}, el("strong", {}, `● ${say("address.now")}: ${wordsOf(row.by)}`)),
    el("small", {}, about(ctx, row)),
    el("button", { class: "primary", type: "button", "data-key": `end-${row.id}`, onclick: () => ctx.send("end", { address: row.id }) }, say("address.end")),
  );
}

function gistForm(ctx, row) {
  const { draft } = ctx;
  const name = `gist-${row.id}`;
  if (draft[name] === undefined) draft[name] = row.gist;
  const text = (draft[name] || "").trim();
  return el(
    "details",
    { "data-key": `tell-${row.id}` },
    el("summary", {}, say(row.gist ? "address.gist.change" : "address.gist.add")),
    field(ctx, name, { type: "textarea", rows: 6, maxlength: 4000, label: say("address.gist"), hint: say("address.gist.hint"), oninput: () => ctx.redraw() }),
    el("button", { class: "primary", type: "button", "data-key": `told-${row.id}`, disabled: !text || text === row.gist, onclick: () => ctx.send("tell", { address: row.id, text }) }, say("address.gist.send")),
  );
}

function correctForm(ctx, row) {
  const { draft } = ctx;
  const [by, sort] = [`by-${row.id}`, `sort-${row.id}`];
  if (draft[by] === undefined) Object.assign(draft, { [by]: row.by, [sort]: row.kind });
  const words = (draft[by] || "").trim();
  const again = () => ctx.redraw();
  return el(
    "details",
    { "data-key": `correct-${row.id}` },
    el("summary", {}, say("address.correct")),
    field(ctx, by, { label: say("address.by"), maxlength: 200, oninput: again }),
    field(ctx, sort, { type: "select", label: say("address.kind"), options: sorts(), oninput: again }),
    el(
      "div",
      { class: "buttons" },
      el("button", { class: "primary", type: "button", "data-key": `corrected-${row.id}`, disabled: !words || (words === row.by && draft[sort] === row.kind), onclick: () => ctx.send("correct", { address: row.id, by: words, kind: draft[sort] }) }, say("address.correct.send")),
      el("button", { class: "danger", type: "button", "data-key": `strike-${row.id}`, onclick: () => ctx.send("strike", { address: row.id }) }, say("address.strike")),
    ),
  );
}

function line(ctx, row, writes) {
  return el(
    "li",
    {},
    el("p", {}, el("strong", {}, wordsOf(row.by))),
    el("small", { class: "muted" }, about(ctx, row)),
    row.gist ? el("p", { class: "typed" }, row.gist) : null,
    writes ? [gistForm(ctx, row), correctForm(ctx, row)] : null,
  );
}

/** The whole card; `writes`: who looks may note speeches. */
export function noting(ctx, writes = true) {
  const rows = ctx.act.speeches || [];
  const going = rows.filter((row) => !row.to && (ctx.me.site || writes) && row.site === (ctx.me.site || 0));
  const [last] = ctx.sends;
  return el(
    "section",
    { class: "card stack addresses" },
    el("h2", {}, say("address.title")),
    writes ? [going.map((row) => now(ctx, row)), el("p", { class: "muted" }, say("address.how")), beginForm(ctx), last && last.state !== "refused" ? status(last) : null] : null,
    rows.length ? [el("h3", {}, say("address.list", { n: count(rows.length) })), el("ul", { class: "own", "data-key": "addresses" }, rows.map((row) => line(ctx, row, writes)))] : el("p", { class: "muted" }, say("address.none")),
  );
}

export function site(ctx) {
  return noting(ctx, ctx.me.role !== "technician");
}

export function phone() {
  return null;
}

export function room() {
  return null;
}

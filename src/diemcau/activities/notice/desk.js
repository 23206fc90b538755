// Notices on the desks of those who send them: a form, what was sent, who has not acknowledged it yet.

import { count, el, field, head, say, when } from "/static/live/frame.js";
import { onItsWay } from "/static/live/steering.js";
import { wordsOf } from "/static/live/written.js";

const LONGEST = 500;
const MISSING = 40; // names shown

/** Numbers that were typed as sites of the roster: {sites, unknown}. */
function typedSites(ctx) {
  const numbers = (ctx.draft.numbers || "").split(/[^0-9]+/).filter(Boolean).map(Number);
  const byNumber = {};
  for (const [id, site] of Object.entries(ctx.roster.sites || {})) byNumber[site.no] = Number(id);
  return { sites: numbers.filter((no) => byNumber[no]).map((no) => byNumber[no]), unknown: numbers.filter((no) => !byNumber[no]) };
}

function form(ctx) {
  const { draft, me } = ctx;
  const own = me.role === "province";
  if (!draft.to) draft.to = own ? "province" : "all";
  const again = () => ctx.redraw();
  const { sites, unknown } = typedSites(ctx);
  const tos = own ? [["province", say("notice.to.own_province")], ["sites", say("notice.to.sites")]] : ["all", "province", "sites"].map((to) => [to, say(`notice.to.${to}`)]);
  const provinces = Object.entries(ctx.roster.provinces || {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const whom = draft.to === "all" || (draft.to === "province" && (own || draft.province)) || (draft.to === "sites" && sites.length && !unknown.length);
  const send = async (event) => {
    event.preventDefault();
    const body = { text: draft.text.trim(), to: draft.to, needs: Boolean(draft.needs) };
    if (draft.to === "province" && !own) body.province = draft.province;
    if (draft.to === "sites") body.sites = sites;
    if (draft.to === "all") body.people = Boolean(draft.people);
    const kept = { ...draft };
    Object.assign(draft, { text: "", needs: false, people: false });
    ctx.redraw();
    const receipt = await ctx.send("send", body);
    if (receipt && receipt.refused && !draft.text) Object.assign(draft, kept);
    ctx.redraw();
  };
  return el(
    "details",
    { "data-key": "notice-new" },
    el("summary", {}, say("notice.new")),
    el(
      "form",
      { class: "stack", onsubmit: send },
      field(ctx, "text", { type: "textarea", rows: 3, maxlength: LONGEST, label: say("notice.text"), hint: say("notice.hint"), oninput: again }),
      field(ctx, "to", { type: "select", label: say("notice.to"), options: tos, oninput: again }),
      draft.to === "province" && !own ? field(ctx, "province", { type: "select", label: say("notice.province"), options: [["", say("notice.choose")], ...provinces], oninput: again }) : null,
      draft.to === "sites" ? [field(ctx, "numbers", { label: say("notice.sites"), hint: say("notice.sites.hint"), inputmode: "numeric", oninput: again }), unknown.length ? el("p", { class: "status bad" }, say("notice.sites.unknown", { numbers: unknown.join(", ") })) : null] : null,
      field(ctx, "needs", { type: "checkbox", label: say("notice.ask") }),
      draft.to === "all" ? field(ctx, "people", { type: "checkbox", label: say("notice.people") }) : null,
      el("button", { class: "primary", type: "submit", "data-key": "notice-send", disabled: !(draft.text || "").trim() || !whom }, say("notice.send")),
    ),
  );
}

function withdrawing(ctx, row) {
  const name = `reason-${row.id}`;
  const ready = (ctx.draft[name] || "").trim();
  return el(
    "details",
    { "data-key": `back-${row.id}` },
    el("summary", {}, say("notice.withdraw")),
    field(ctx, name, { label: say("notice.reason"), hint: say("notice.reason.hint"), maxlength: 200, oninput: () => ctx.redraw() }),
    el("button", { class: "danger", type: "button", disabled: !ready, "data-key": `withdraw-${row.id}`, onclick: () => ctx.send("withdraw", { notice: row.id, reason: ready }) }, say("notice.withdraw")),
  );
}

// Who has not acknowledged it: only where the view has rows of sites.
function missing(ctx, row) {
  const rows = ctx.act.sites;
  if (!rows || !row.needs || row.withdrawn_at) return null;
  const sites = ctx.roster.sites || {};
  const left = Object.keys(rows).filter((site) => rows[site].includes(row.id));
  if (!left.length) return null;
  const names = left.map((site) => sites[site] || { no: Number(site), name: site, province: "" }).sort((a, b) => (a.province < b.province ? -1 : a.province > b.province ? 1 : a.no - b.no));
  return el(
    "details",
    { "data-key": `missing-${row.id}` },
    el("summary", {}, `○ ${say("notice.missing", { n: count(left.length) })}`),
    el("ul", { class: "names-left" }, names.slice(0, MISSING).map((site) => el("li", {}, `${site.no}. ${site.name}`))),
    left.length > MISSING ? el("p", { class: "muted" }, say("notice.missing.more", { n: count(left.length - MISSING) })) : null,
  );
}

function whom(ctx, row) {
  if (row.to === "province") return (ctx.roster.provinces || {})[row.province] || say("notice.to.province");
  return say(`notice.to.${row.to}`);
}

function sent(ctx, row) {
  const { me } = ctx;
  const mine = me.role !== "province" || (row.role === "province" && row.province === me.province);
  const line = [say(`notice.from.${row.role}`), whom(ctx, row), when(row.at)].join(" · ");
  return el(
    "li",
    {},
    el("p", { class: "typed" }, row.withdrawn_at ? el("s", {}, wordsOf(row.text)) : wordsOf(row.text)),
    el("small", { class: "muted" }, line),
    row.withdrawn_at ? el("p", {}, `✕ ${say("notice.withdrawn", { at: when(row.withdrawn_at), reason: wordsOf(row.reason) })}`) : el("p", {}, row.seen === row.of ? "✓ " : "", say("notice.count", { seen: count(row.seen), of: count(row.of) })),
    missing(ctx, row),
    mine && !row.withdrawn_at ? withdrawing(ctx, row) : null,
  );
}

function board(ctx) {
  const rows = ctx.act.sent || [];
  return el("section", { class: "card stack notices" }, head(2, say("notice.title")), form(ctx), onItsWay(ctx), rows.length ? el("ul", { class: "own", "data-key": "notices" }, rows.map((row) => sent(ctx, row))) : el("p", { class: "muted" }, say("notice.none")));
}

export function lecturer(ctx) {
  return board(ctx);
}

export function control(ctx) {
  return board(ctx);
}

// Obstacles on the screens: a form and one's own list.

import { count, el, field, say, status, when } from "/static/live/frame.js";

export const place = { site: "tools", phone: "foot" };

/** How the last thing said went; a refusal stands at the top of the desk already. */
const arrived = (send) => (send && send.state !== "refused" ? status(send) : null);

const LONGEST = 2000;
const AREAS = ["xay_dung_dang", "mat_tran_doan_the", "to_chuc_bien_che", "thu_tuc_hanh_chinh", "van_hoa_xa_hoi", "quoc_phong_an_ninh", "tai_chinh", "dat_dai_moi_truong", "chuyen_doi_so", "co_so_vat_chat", "khac"];

const month = (since) => (since ? `${since.slice(5)}/${since.slice(0, 4)}` : "");

/** Send what is typed; when it is refused it comes back into the form. */
async function send(ctx, event) {
  event.preventDefault();
  const { draft } = ctx;
  const kept = { text: (draft.text || "").trim(), area: draft.area || "", since: draft.since || "", scope: draft.scope };
  if (!kept.text || !kept.area) return;
  const body = { text: kept.text, field: kept.area, since: kept.since };
  if (ctx.me.role !== "phone") body.scope = kept.scope || "site";
  Object.assign(draft, { text: "", area: "", since: "" });
  ctx.redraw();
  const receipt = await ctx.send("send", body);
  if (receipt.refused && !draft.text) {
    Object.assign(draft, kept);
    ctx.redraw();
  }
}

function form(ctx) {
  const { draft } = ctx;
  const again = () => ctx.redraw();
  const areas = [["", say("obstacle.choose")], ...AREAS.map((code) => [code, say(`obstacle.area.${code}`)])];
  const scopes = ["site", "own"].map((code) => [code, say(`obstacle.scope.${code}`)]);
  const phone = ctx.me.role === "phone";
  if (!phone && !draft.scope) draft.scope = "site";
  const ready = (draft.text || "").trim() && draft.area;
  return el(
    "form",
    { class: "stack", onsubmit: (event) => send(ctx, event) },
    field(ctx, "text", { type: "textarea", label: say("obstacle.text"), hint: say("obstacle.hint"), maxlength: LONGEST, rows: 4, oninput: again }),
    field(ctx, "area", { type: "select", label: say("obstacle.field"), options: areas, oninput: again }),
    field(ctx, "since", { type: "month", label: say("obstacle.since"), min: "1990-01" }),
    phone ? null : field(ctx, "scope", { type: "radio", label: say("obstacle.whose"), options: scopes }),
    (draft.text || "").trim() && !draft.area ? el("p", { class: "muted" }, say("obstacle.area_missing")) : null,
    el("button", { class: "primary", type: "submit", disabled: !ready, "data-key": "send" }, say("obstacle.send")),
    arrived(ctx.sends.find(({ kind }) => kind === "obstacle.send")),
  );
}

function ownList(ctx) {
  const rows = (ctx.act.sent || []).slice().reverse();
  if (!rows.length) return null;
  const line = (row) => {
    const facts = [say(`obstacle.area.${row.field}`), row.since ? say("obstacle.since_month", { month: month(row.since) }) : "", row.scope === "site" ? say("obstacle.of_site") : ""];
    const gone = row.state === "withdrawn";
    return el(
      "li",
      {},
      el("p", {}, row.text || say("obstacle.erased")),
      el("small", { class: "muted" }, [...facts, `${gone ? "–" : "✓"} ${say(`obstacle.state.${row.state}`, { at: when(row.at) })}`].filter(Boolean).join(" · ")),
      gone ? null : el("button", { class: "quiet", type: "button", "data-key": `back-${row.id}`, onclick: () => ctx.send("withdraw", { obstacle: row.id }) }, say("obstacle.withdraw")),
    );
  };
  return el("div", { class: "stack" }, el("h3", {}, say("obstacle.sent")), el("ul", { class: "own" }, rows.map(line)));
}

function card(ctx) {
  return el("section", { class: "card stack" }, el("h2", {}, say("obstacle.heading")), form(ctx), ownList(ctx));
}

export function phone(ctx) {
  return card(ctx);
}

export function site(ctx) {
  return card(ctx);
}

export function task({ act, sends }) {
  const way = sends.some(({ state }) => state === "saved" || state === "sent");
  const sent = (act.sent || []).filter((row) => row.state === "sent").length;
  if (sent) return { state: way ? "wait" : "done", words: say("obstacle.task_done", { n: count(sent) }), open: "obstacle" };
  return { state: way ? "wait" : "todo", words: say("obstacle.task"), open: "obstacle" };
}

export function room() {
  return null;
}

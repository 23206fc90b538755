// What the desks share: the header, whom to call, asking for help, tabs.

import { el, field, languageSwitch, say, since, status, when } from "../frame.js";
import { lineNode, phaseWords } from "./common.js";

/** Header of a desk: where, which sitting, the clock, the line, the language. */
export function header(app, where, ...more) {
  const sitting = app.sitting();
  const place = el("div", { class: "where" }, el("h1", {}, where), el("p", {}, sitting ? `${sitting.title} · ${phaseWords(sitting)}` : phaseWords(null)));
  return [place, el("div", { class: "beside" }, more, el("time", { class: "clock" }, when(app.now())), lineNode(app), languageSwitch(app))];
}

/** Title of the item that is on, for the header; null when none is. */
export function itemLine(sitting) {
  return sitting && sitting.phase === "on" && sitting.item ? el("p", { class: "item" }, sitting.item.title) : null;
}

// The office sends people to call as a list or by what they do; both are read.
function people(contacts) {
  if (!contacts) return [];
  if (Array.isArray(contacts)) return contacts;
  const found = [];
  for (const [part, value] of Object.entries(contacts)) {
    for (const person of Array.isArray(value) ? value : [value]) if (person && typeof person === "object") found.push({ part, ...person });
  }
  if (contacts.name || contacts.phone) found.unshift(contacts);
  return found;
}

/** A number of the roster as it is read out in Vietnam: 0912 345 678; any other as it stands. */
function dialled(phone) {
  const [, mobile] = /^(?:\+84|0)(\d{9})$/.exec(String(phone).replace(/[\s.-]/g, "")) || [];
  return mobile ? `0${mobile.slice(0, 3)} ${mobile.slice(3, 6)} ${mobile.slice(6)}` : phone;
}

/** Name and telephone of whom to call, each number one press away. */
export function contactList(contacts, empty) {
  const rows = people(contacts)
    .filter((person) => person.name || person.phone)
    .map((person) => {
      const part = person.part && say.has(`live.contact.${person.part}`) ? say(`live.contact.${person.part}`) : person.post || "";
      const dial = person.phone ? el("a", { class: "dial", href: `tel:${String(person.phone).replace(/[^\d+]/g, "")}` }, dialled(person.phone)) : null;
      return el("li", {}, el("span", {}, person.name || "", part ? el("small", {}, part) : null), dial);
    });
  return rows.length ? el("ul", { class: "contacts" }, rows) : el("p", { class: "muted" }, empty);
}

const TROUBLES = ["no_picture", "no_sound", "link_lost", "power", "late_start", "other"];

/** Who helps this desk next, and the way to ask; for desks that have no panel of their own for it. */
export function helperCard(app) {
  const state = app.draftOf("helper");
  const toggle = () => {
    state.open = !state.open;
    app.redraw();
  };
  const roster = app.roster || {};
  return el(
    "section",
    { class: "card helper stack" },
    el("h2", {}, say("live.site.helper")),
    contactList(roster.contacts, say("live.help.no_contact")),
    roster.own_site ? el("button", { type: "button", onclick: toggle, "aria-expanded": String(Boolean(state.open)), "data-key": "need-help" }, say("live.site.need_help")) : null,
    state.open ? helpPanel(app, roster.own_site) : null,
  );
}

/** The form with which a desk asks its next helper, or the request that is open. */
export function helpPanel(app, site = app.me.site) {
  const seen = app.acts().sitting || {};
  const asked = seen.sites && seen.sites[site] && seen.sites[site].help;
  const open = seen.help || (asked ? { trouble: asked, at: seen.sites[site].help_at } : null);
  const ctx = { id: "help", draft: app.draftOf("help") };
  const sends = app.sendsOf("sitting").filter((send) => send.kind.endsWith("_help"));
  const call = el("section", { class: "stack" }, el("h3", {}, say("live.help.call")), contactList(app.roster && app.roster.contacts, say("live.help.no_contact")));
  if (open) {
    const end = () => app.send("sitting.end_help", "sitting", { site });
    const what = el("p", {}, el("strong", {}, say(`live.trouble.${open.trouble}`)), open.note ? ` – ${open.note}` : "");
    return el("section", { class: "card stack" }, el("h2", {}, `▲ ${say("live.help.open")}`), what, el("p", { class: "muted" }, say("live.help.since"), " ", since(open.at)), el("button", { class: "primary", type: "button", onclick: end, "data-key": "end-help" }, say("live.help.end")), status(sends[0]), call);
  }
  const send = (event) => {
    event.preventDefault();
    app.send("sitting.ask_help", "sitting", { trouble: ctx.draft.trouble || "other", note: (ctx.draft.note || "").trim(), site });
    app.drafts.help = {};
  };
  const options = TROUBLES.map((code) => [code, say(`live.trouble.${code}`)]);
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, say("live.help.title")),
    el("form", { class: "stack", onsubmit: send }, field(ctx, "trouble", { type: "radio", label: say("live.help.what"), options }), field(ctx, "note", { type: "textarea", label: say("live.help.note"), rows: 2, maxlength: 500 }), el("button", { class: "primary", type: "submit", "data-key": "ask-help" }, say("live.help.ask"))),
    status(sends[0]),
    call,
  );
}

/** A row of buttons of which one is pressed: [{id, words, mark}]. */
export function tabs(list, chosen, choose, label) {
  return el(
    "nav",
    { class: "tabs", "aria-label": label },
    list.map(({ id, words, mark }) => el("button", { type: "button", "aria-pressed": String(id === chosen), class: mark ? `tab ${mark}` : "tab", onclick: () => choose(id), "data-key": `tab-${id}` }, mark === "todo" ? `● ${words}` : mark === "warn" ? `▲ ${words}` : words)),
  );
}

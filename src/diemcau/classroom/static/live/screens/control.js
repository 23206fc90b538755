// The control room, and the desk of a province: exceptions first, with their age; then every site.

import { alike, nameOf, placeOf, Slot } from "../kinds.js";
import { count, el, field, fillWith, fold, lang, lineOf, say, since, status, when } from "../frame.js";
import { named, refusedList, tickHeader } from "./common.js";
import { contactList, header, helperCard, itemLine, tabs } from "./desk.js";
import { quickButtons } from "./quick.js";
import { itemsOf, lateWords, runSheet } from "./runsheet.js";
import { inPlace } from "../dom.js";
import { byProvince, lights, provinceName, Sites } from "./places.js";

const HEARD_EVERY = 10000;
const HEARD_SOON = 3000;
const SHOWN = 60; // rows of a list before one has to search
const FILTERS = {
  all: () => true,
  silent: (site) => site.silent,
  help: (site) => site.help,
  open: (site) => !site.settled,
};

class Control {
  constructor(app) {
    this.app = app;
    this.head = el("header", { class: "top" });
    this.figures = el("nav", { class: "figures" });
    this.first = el("section", { class: "first", "data-key": "exceptions" });
    this.above = el("div", { class: "stack" });
    this.list = el("ul", { class: "sites" });
    this.below = el("div", {});
    this.second_ = el("section", { class: "second", "data-key": "sites" }, this.above, this.list, this.below);
    this.places = new Sites(app);
    this.rows = {}; // site → {mark, node} of the rows that stand in the list
    this.marks = {}; // part of the screen → what it was drawn of
    this.bar = el("div", {});
    this.slots = {};
    this.onNow = new Slot(app, "control", { class: "stack on-now" });
    this.panel = el("div", { class: "panel" });
    this.third = el("section", { class: "third", "data-key": "third" }, this.bar, this.panel);
    this.day = el("footer", { class: "day" });
    this.node = el("div", { class: "shell desk" }, this.head, this.figures, el("main", { class: "columns", id: "main" }, this.first, this.second_, this.third), this.day);
    this.filter = "all";
    this.province = app.me.role === "province" ? app.me.province : null;
    this.site = 0;
    this.chosen = "site";
    this.closing = false;
    this.seal = null; // head of the chain, once the sitting is closed
    app.heard = null; // site → ms since it was heard; null until the server has said
    this.listen();
  }

  // How long ago each room was heard; kept in the server's memory, so it is asked for and not streamed.
  async listen() {
    try {
      this.app.heard = (await this.app.session.ask("/live/heard")).sites;
      const sitting = this.app.sitting();
      if (!this.own && sitting && sitting.phase === "closed") this.seal = await this.app.session.ask("/live/head");
      this.app.redraw();
    } catch (error) {
      if (error.status === 404) return;
      this.app.heard = null;
    }
    // The first desks are heard of some seconds after the doors open.
    setTimeout(() => this.listen(), this.app.heard && Object.keys(this.app.heard).length ? HEARD_EVERY : HEARD_SOON);
  }

  get own() {
    return this.app.me.role === "province";
  }

  update() {
    const { app } = this;
    const sites = (this.sites = this.places.update());
    const sitting = app.sitting();
    this.drawHead(sitting);
    named(this.figures, "live.control.figures");
    this.drawFigures(sites);
    this.drawExceptions(sites);
    this.drawSites(sites);
    this.drawThird(sites);
    this.drawDay(sitting);
  }

  second() {
    tickHeader(this.app, this.head);
  }

  /** Whether a part of the screen would be another picture than the one that stands there. */
  isNew(part, mark) {
    if (this.marks[part] && alike(this.marks[part], mark)) return false;
    this.marks[part] = mark;
    return true;
  }

  drawHead(sitting) {
    const { app } = this;
    const { title, phase, item } = sitting || {};
    if (!this.isNew("head", [title, phase, item && item.id, lineOf(app)[0], app.rosterVersion, lang()])) return;
    fillWith(this.head, header(app, this.own ? provinceName(app, app.me.province) : say("live.title.control"), itemLine(sitting)));
  }

  drawFigures(sites) {
    const n = (test) => sites.filter(test).length;
    const at = when(this.app.now());
    const present = sites.reduce((sum, site) => sum + (site.settled ? site.sheet.present || 0 : 0), 0);
    const figure = (id, value, words, sort) => {
      const press = () => {
        this.filter = id;
        this.site = 0;
        this.app.redraw();
      };
      return el("button", { type: "button", class: `figure ${sort || ""}`, "aria-pressed": String(this.filter === id), onclick: press, "data-key": `figure-${id}` }, el("strong", {}, value), el("span", {}, words));
    };
    const silent = n(FILTERS.silent);
    const help = n(FILTERS.help);
    const open = n(FILTERS.open);
    if (!this.isNew("figures", [silent, help, open, present, sites.length, at, this.filter, lang()])) return;
    fillWith(
      this.figures,
      figure("all", count(sites.length), say("live.control.sites")),
      figure("silent", `${silent ? "✕ " : ""}${count(silent)}`, say("live.control.silent"), silent ? "bad" : ""),
      figure("help", `${help ? "▲ " : ""}${count(help)}`, say("live.control.help"), help ? "warn" : ""),
      figure("open", `${count(open)}/${count(sites.length)}`, say("live.control.open", { at })),
      el("p", { class: "figure" }, el("strong", {}, count(present)), el("span", {}, say("live.control.present"))),
    );
  }

  choose(id) {
    return () => {
      this.site = id;
      this.chosen = "site";
      this.app.redraw();
      if (window.innerWidth < 1000) requestAnimationFrame(() => this.third.scrollIntoView());
    };
  }

  // Thirty-eight silent sites of one province are one incident, and stand as one.
  drawExceptions(sites) {
    const silent = byProvince(sites.filter(FILTERS.silent));
    const helps = sites.filter(FILTERS.help);
    const open = byProvince(sites.filter(FILTERS.open));
    const { deadline } = this.app.sitting() || {};
    const drafts = JSON.stringify([this.app.draftOf("quick"), this.app.draftOf("helper"), this.app.draftOf("help"), this.app.sendsOf("sitting")]);
    const said = (list, what) => list.map((one) => `${one.id}:${one[what]}`).join();
    const counts = open.map(({ code, sites: own }) => `${code}:${own.length}`).join();
    if (!this.isNew("first", [said(sites.filter(FILTERS.silent), "silent"), said(helps, "help"), counts, deadline, drafts, this.app.rosterVersion, lang()])) return;
    const size = {};
    for (const { code, sites: own } of byProvince(sites)) size[code] = own.length;
    const silentRows = silent.map(({ code, sites: own }) => {
      const from = Math.min(...own.map((site) => site.silent));
      const names = own.map((site) => el("li", {}, el("button", { type: "button", class: "quiet", onclick: this.choose(site.id), "data-key": `silent-${site.id}` }, site.name, el("small", {}, since(site.silent)))));
      return el("details", { "data-key": `silent-${code || "centre"}`, open: own.length < 4 }, el("summary", {}, el("span", { "aria-hidden": "true" }, "✕ "), say("live.control.silent_of", { place: provinceName(this.app, code), n: count(own.length), of: count(size[code]) }), " · ", since(from)), el("ul", {}, names));
    });
    const helpRows = helps.map((site) => {
      const end = () => this.app.send("sitting.end_help", "sitting", { site: site.id });
      return el("li", {}, el("button", { type: "button", class: "quiet", onclick: this.choose(site.id), "data-key": `help-${site.id}` }, `▲ ${site.name}`, el("small", {}, `${say(`live.trouble.${site.help}`)} · ${provinceName(this.app, site.province)}`)), el("button", { type: "button", class: "small", onclick: end, "data-key": `end-${site.id}` }, say("live.help.end_short")));
    });
    const openRows = open.map(({ code, sites: own }) => {
      const press = () => {
        this.filter = "open";
        this.province = code;
        this.app.redraw();
      };
      return el("li", {}, el("button", { type: "button", class: "quiet", onclick: press, "data-key": `open-${code}` }, provinceName(this.app, code), el("small", {}, say("live.control.open_of", { n: count(own.length), of: count(size[code]) }))));
    });
    const none = (words) => el("p", { class: "muted" }, `✓ ${say(words)}`);
    fillWith(
      this.first,
      el("h2", {}, say("live.control.exceptions")),
      el("h3", {}, say("live.control.silent_title")),
      silentRows.length ? silentRows : none("live.control.no_silent"),
      el("h3", {}, say("live.control.help_title")),
      helpRows.length ? el("ul", { class: "rows" }, helpRows) : none("live.control.no_help"),
      el("h3", {}, deadline ? say("live.control.open_title", { at: when(deadline) }) : say("live.control.open_title_plain")),
      openRows.length ? el("ul", { class: "rows" }, openRows.slice(0, 40)) : none("live.control.no_open"),
      quickButtons(this.app),
      helperCard(this.app),
    );
  }

  found(sites, draft) {
    const wanted = fold(draft.search || "");
    return sites.filter((site) => (this.province === null || (site.province || "") === this.province) && FILTERS[this.filter](site) && (!wanted || this.places.folded(site).includes(wanted)));
  }

  drawSites(sites) {
    const ctx = { id: "list", draft: this.app.draftOf("list") };
    const found = this.found(sites, ctx.draft);
    const shown = found.slice(0, SHOWN);
    if (this.isNew("above", [this.filter, this.province, this.app.rosterVersion, lang()])) this.drawAbove(ctx, sites);
    const rows = {};
    for (const site of shown) rows[site.id] = this.row(site);
    this.rows = rows;
    inPlace(this.list, shown.map((site) => rows[site.id].node));
    const rest = found.length - shown.length;
    if (!this.isNew("below", [rest, found.length === 0, lang()])) return;
    fillWith(this.below, rest > 0 ? el("p", { class: "muted" }, say("live.control.more", { n: count(rest) })) : null, found.length ? null : el("p", { class: "muted" }, say("live.control.none_found")));
  }

  drawAbove(ctx, sites) {
    const pick = el(
      "select",
      {
        "data-key": "province",
        "aria-label": say("live.control.province"),
        onchange: (event) => {
          this.province = event.target.value === "*" ? null : event.target.value;
          this.app.redraw();
        },
      },
      el("option", { value: "*", selected: this.province === null }, say("live.control.all_provinces")),
      byProvince(sites).map(({ code }) => el("option", { value: code, selected: this.province === code }, provinceName(this.app, code))),
    );
    fillWith(
      this.above,
      el("h2", {}, this.filter === "all" ? say("live.control.list") : say(`live.control.list_${this.filter}`)),
      el("div", { class: "filters" }, field(ctx, "search", { type: "search", label: say("live.control.search"), oninput: () => this.app.redraw() }), this.own ? null : pick),
      el("p", { class: "signs-key muted", "aria-hidden": "true" }, ["line", "help", "roll", "sheet"].map((key) => el("span", {}, say(`live.light.${key}_short`)))),
    );
  }

  /** The row of a site: the one that stands there while its lights are the same. */
  row(site) {
    const own = lights(this.app, site);
    const mark = [site.no, site.name, site.id === this.site, lang(), ...own.flatMap(({ sort, sign, words }) => [sort, sign, words])];
    const known = this.rows[site.id];
    if (known && alike(known.mark, mark)) return known;
    const signs = own.map(({ key, sort, sign, words }) => el("span", { class: sort, title: words }, el("span", { "aria-hidden": "true" }, sign), el("span", { class: "unseen" }, `${say(`live.light.${key}_name`)}: ${words}. `)));
    const button = el(
      "button",
      { type: "button", class: "siterow", "aria-pressed": String(site.id === this.site), onclick: this.choose(site.id), "data-key": `site-${site.id}` },
      el("span", { class: "no" }, String(site.no)),
      el("span", { class: "name" }, site.name),
      el("span", { class: "signs" }, signs),
    );
    if (!known) return { mark, node: el("li", {}, button) };
    fillWith(known.node, button);
    return { mark, node: known.node };
  }

  drawThird(sites) {
    const entries = this.app.entries().filter((entry) => entry.screen.control);
    const list = [{ id: "site", words: say("live.control.site") }];
    if (!this.own) list.push({ id: "run", words: say("live.run.title") });
    this.onNow.update(entries.filter((entry) => placeOf(entry, "control", "tab") === "run"));
    for (const entry of entries) {
      if (placeOf(entry, "control", "tab") !== "tab") continue;
      if (!this.slots[entry.id]) this.slots[entry.id] = new Slot(this.app, "control", { class: "stack" });
      if (this.slots[entry.id].update([entry])) list.push({ id: entry.id, words: entry.id === entry.kind ? nameOf(entry.kind) : `${nameOf(entry.kind)}: ${this.titleOf(entry)}` });
    }
    if (!list.some(({ id }) => id === this.chosen)) this.chosen = "site";
    const choose = (id) => {
      this.chosen = id;
      this.app.redraw();
    };
    const refused = JSON.stringify(this.app.outbox.sends.filter((send) => send.state === "refused"));
    if (this.isNew("bar", [this.chosen, refused, lang(), ...list.map(({ words }) => words)])) fillWith(this.bar, tabs(list, this.chosen, choose, say("live.control.parts")), refusedList(this.app));
    const slot = this.slots[this.chosen];
    if (this.chosen !== "site") this.marks.detail = null;
    if (slot) {
      if (this.panel.firstChild !== slot.node || this.panel.childNodes.length !== 1) {
        while (this.panel.firstChild) this.panel.firstChild.remove();
        this.panel.append(slot.node);
      }
    } else if (this.chosen === "run") fillWith(this.panel, runSheet(this.app), this.onNow.node, this.closeSitting());
    else this.drawDetail(sites.find((site) => site.id === this.site));
  }

  titleOf(entry) {
    const known = ((this.app.roster && this.app.roster.activities) || []).find(({ id }) => id === entry.id);
    return (known && known.title) || entry.act.name || entry.act.title || entry.id;
  }

  drawDetail(site) {
    const own = site ? lights(this.app, site) : [];
    const sent = site && this.app.sendsOf("sitting").find((send) => send.kind === "sitting.end_help" && send.body.site === site.id);
    if (!this.isNew("detail", [site, this.app.rosterVersion, lang(), sent && sent.state, ...own.map(({ words }) => words)])) return;
    fillWith(this.panel, site ? this.detail(site, own, sent) : el("p", { class: "card quiet-card" }, say("live.control.choose")));
  }

  detail(site, own, sent) {
    const end = () => this.app.send("sitting.end_help", "sitting", { site: site.id });
    const rows = own.map(({ key, sort, sign, words }) => el("li", { class: sort }, el("span", { class: "sign", "aria-hidden": "true" }, sign), el("span", {}, el("strong", {}, say(`live.light.${key}_name`)), " ", words)));
    const sheet = site.level ? el("p", {}, say("live.control.sheet", { present: count(site.sheet.present), excused: count(site.sheet.excused), absent: count(site.sheet.absent), at: when(site.sheet.at) })) : null;
    return el(
      "section",
      { class: "card stack" },
      el("h2", {}, site.name),
      el("p", { class: "muted" }, say("live.control.site_no", { no: site.no, place: provinceName(this.app, site.province) })),
      el("ul", { class: "lights" }, rows),
      sheet,
      site.help ? el("button", { type: "button", class: "primary", onclick: end, "data-key": "detail-end" }, say("live.help.end")) : null,
      status(sent),
      el("h3", {}, say("live.control.call")),
      contactList(site.contacts || site.contact, say("live.help.no_contact")),
    );
  }

  // Closing cannot be undone, so it is asked twice, with what is still open.
  closeSitting() {
    const sitting = this.app.sitting();
    if (sitting && sitting.phase === "closed" && this.seal) {
      return el("section", { class: "card stack" }, el("h3", {}, say("live.control.head")), el("p", {}, say("live.control.head_why", { n: count(this.seal.pos) })), el("code", {}, this.seal.head.match(/.{8}/g).join(" ")));
    }
    if (!sitting || sitting.phase !== "on") return null;
    const ask = (on) => () => {
      this.closing = on;
      this.app.redraw();
    };
    const close = () => {
      this.closing = false;
      this.app.send("sitting.close", "sitting", {});
    };
    if (!this.closing) return el("button", { type: "button", class: "bad-button", onclick: ask(true), "data-key": "close" }, say("live.control.close"));
    const open = (this.sites || []).filter(FILTERS.open).length;
    return el("section", { class: "card stack attention", role: "alertdialog", "aria-label": say("live.control.close") }, el("p", {}, say("live.control.close_sure", { n: count(open) })), el("div", { class: "buttons" }, el("button", { type: "button", class: "bad-button", onclick: close, "data-key": "close-yes" }, say("live.control.close_yes")), el("button", { type: "button", onclick: ask(false), "data-key": "close-no" }, say("live.control.close_no"))));
  }

  drawDay(sitting) {
    const items = itemsOf(this.app);
    const late = lateWords(this.app);
    if (!this.isNew("day", [late, lang(), ...items.flatMap(({ item, at, state }) => [item.id, at, state])])) return;
    const rows = items.map(({ item, at, state }) => el("li", { class: state, "aria-current": state === "on" ? "step" : null }, el("span", {}, at ? when(at) : say("live.run.minutes", { n: item.minutes })), el("strong", {}, item.title)));
    fillWith(this.day, el("ol", {}, rows), late ? el("p", { class: "muted" }, late) : null);
  }
}

/** The control room's frame. */
export function shell(app) {
  return new Control(app);
}

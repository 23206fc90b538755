// The site desk: what is to be done on the left, the one thing being done on the right.

import { allLoaded, asksFirst, loadTheRest, nameOf, placeOf, Slot, thenTheRest } from "../kinds.js";
import { announce, count, el, fillWith, say } from "../frame.js";
import { Focus, named, othersList, refusedList, tickHeader } from "./common.js";
import { contactList, header, helpPanel, itemLine, tabs } from "./desk.js";

const SIGN = { done: "✓", todo: "○", warn: "▲", wait: "◐" };
const USUAL = { presence: "roll" };

class Site {
  constructor(app) {
    this.app = app;
    this.head = el("header", { class: "top" });
    this.todo = el("section", { class: "todo card", "aria-labelledby": "todo-title" });
    this.helper = el("section", { class: "card helper" });
    this.papers = el("section", { class: "card papers" });
    this.tools = el("nav", { class: "tools card" });
    this.aside = el("aside", {}, this.todo, this.tools, this.helper, this.papers);
    this.top = new Slot(app, "site", { class: "stack" });
    this.others = el("div", {});
    this.bar = el("div", {});
    this.said = el("div", {});
    this.slots = {};
    this.panel = el("div", { class: "panel" });
    this.lost = el("div", {});
    this.main = el("main", { id: "main", tabindex: "-1" }, this.top.node, this.bar, this.said, this.lost, this.panel, this.others);
    this.node = el("div", { class: "shell desk" }, this.head, el("div", { class: "columns" }, this.aside, this.main));
    this.code = null; // these three come after the first view
    this.offline = null;
    this.rest = null; // the panel of phones, buttons of texts and papers
    this.practice = null; // the guided tour, in a practice room
    this.chosen = "";
    this.focus = null; // of several things that are on
    this.seen = {}; // activities that the host has had before him
  }

  name() {
    const site = (this.app.roster && this.app.roster.site) || (this.app.session.record && this.app.session.record.site);
    return (site && site.name) || say("live.title.site");
  }

  /** Panels in their order: what is on, the roll, those with a tab of their own, those of the list of tools. */
  panels(entries) {
    const place = (entry) => placeOf(entry, "site", USUAL[entry.kind] || "now");
    const speaking = entries.filter((entry) => entry.screen.site);
    const list = [
      { id: "now", words: this.over ? this.over.overTab("now") : say("live.site.now"), entries: asksFirst(this.app, speaking.filter((entry) => place(entry) === "now")) },
      { id: "roll", words: say("live.site.roll"), entries: speaking.filter((entry) => place(entry) === "roll") },
    ];
    for (const sort of ["tab", "tools"]) {
      for (const entry of entries.filter((one) => place(one) === sort)) list.push({ id: entry.id, words: nameOf(entry.kind), sort, entries: [entry] });
    }
    return list;
  }

  slot(id) {
    if (!this.slots[id]) this.slots[id] = new Slot(this.app, "site", { class: "stack", "data-panel": id });
    return this.slots[id];
  }

  update() {
    const { app } = this;
    const entries = app.entries();
    const sitting = app.sitting();
    this.over = sitting && sitting.phase === "closed" ? this.rest : null;
    const panels = this.panels(entries);
    const any = {};
    for (const { id, entries: own } of panels) any[id] = this.slot(id).update(own);
    this.top.update(entries.filter((entry) => placeOf(entry, "site", "") === "top"));
    const asking = panels[0].entries.filter((entry) => entry.kind !== "slides" && this.slot("now").shown[entry.id].node).map(({ id }) => id);
    const asks = asking.length > 0;
    const tasks = this.tasks(entries);
    if (!this.chosen && entries.length && allLoaded(app)) this.chosen = asks || (sitting && sitting.phase === "closed") ? "now" : "roll";
    const unseen = this.unseen(asking);
    fillWith(this.head, header(app, this.name(), itemLine(sitting)));
    this.drawTodo(tasks, panels);
    fillWith(this.helper, el("h2", {}, say("live.site.helper")), contactList(app.roster && app.roster.contacts, say("live.help.no_contact")), el("button", { type: "button", class: this.help() ? "warn-button" : "", onclick: () => this.open("help"), "data-key": "need-help" }, say(this.help() ? "live.help.open" : "live.site.need_help")));
    const marks = { help: this.help() ? "warn" : "", phones: this.contested().length ? "warn" : "", now: asks && !this.over ? "todo" : "" };
    const all = [...panels.filter(({ sort }) => sort !== "tools"), { id: "phones", words: this.over ? this.over.overTab("phones") : say("live.site.phones") }, { id: "help", words: say("live.site.help") }];
    this.drawTools(panels.filter(({ sort }) => sort === "tools"));
    fillWith(this.bar, tabs(all.map(({ id, words }) => ({ id, words, mark: marks[id] })), this.chosen, (id) => this.open(id), say("live.site.parts")));
    fillWith(this.papers, el("h2", {}, say("live.site.papers")), this.rest && this.rest.quickButtons(app), el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => this.print(), "data-key": "print" }, say("live.site.print"))), this.rest && this.rest.paperButtons(app));
    const aside = (app.roster && app.roster.quarantine) || 0;
    fillWith(this.said, refusedList(app), aside ? el("p", { class: "attention" }, say("live.site.quarantine", { n: count(aside) })) : null, this.over ? this.over.closing(this, panels) : this.newThing(unseen));
    this.drawPanel(any, panels);
    this.drawOthers(panels[0]);
    if (this.practice) this.practice.update();
    thenTheRest(app, () => this.more());
  }

  second() {
    tickHeader(this.app, this.head);
    if (this.offline) this.offline.update();
  }

  // On a weak line the roll goes before codes, papers and what is needed without a line.
  async more() {
    const parts = await Promise.all([import("../codebox.js"), import("../offline-card.js"), import("../papers.js"), import("./quick.js"), import("./site-phones.js"), import("./way-back.js"), import("./site-over.js")]);
    if (this.rest) return;
    this.rest = Object.assign({}, ...parts);
    this.code = new this.rest.CodeBox(this.app);
    this.offline = new this.rest.OfflineCard(this.app);
    this.lost.append(this.offline.node);
    // The door of the practice site leads here by this address; only its class is simulated.
    if (location.search === "?tap" && (this.app.sitting() || {}).simulated) this.practice = new (await import("../practice.js")).Practice(this);
    this.app.redraw();
  }

  toNewest() {
    this.focus.pick("");
    this.open("now");
  }

  open(id, activity = "") {
    this.chosen = id;
    if (activity) this.focus.pick(activity);
    loadTheRest(this.app).then(() => this.more()).catch(() => {});
    this.app.redraw();
    // On one column the panel lies below the list of tasks.
    if (window.innerWidth < 900) requestAnimationFrame(() => this.main.scrollIntoView());
  }

  help() {
    return (this.app.acts().sitting || {}).help;
  }

  contested() {
    return (this.app.acts().sitting || {}).contested || [];
  }

  // Something new is on while the host works elsewhere: a line with a way there; nothing jumps.
  unseen(asking) {
    const before = this.waiting || 0;
    for (const id of Object.keys(this.seen)) if (!asking.includes(id)) delete this.seen[id];
    if (this.chosen === "now") for (const id of asking) this.seen[id] = true;
    this.waiting = asking.filter((id) => !this.seen[id]).length;
    if (this.waiting > before) announce(say("live.site.new_thing"));
    return this.waiting;
  }

  newThing(unseen) {
    if (!unseen) return null;
    return el("p", { class: "card attention" }, el("span", {}, `● ${say("live.site.new_thing")}`), el("button", { type: "button", onclick: () => this.toNewest(), "data-key": "to-now" }, say("live.site.go_there")));
  }

  tasks(entries) {
    const list = [];
    for (const entry of entries) {
      if (!entry.screen.task) continue;
      const task = entry.screen.task(this.app.contextOf(entry));
      if (task) list.push({ open: entry.id, kind: entry.kind, ...task });
    }
    const waiting = this.unconfirmed().length;
    if (this.contested().length) list.push({ state: "warn", words: say("live.site.task_contested", { n: this.contested().length }), open: "phones" });
    else if (waiting) list.push({ state: "todo", words: say("live.site.task_confirm", { n: waiting }), open: "phones" });
    return this.over ? this.over.tasksLeft(list) : list;
  }

  drawTodo(tasks, panels) {
    // A task names its activity; the panel is the one that holds it.
    const panelOf = (open) => (panels.find((panel) => panel.entries.some((entry) => entry.id === open || entry.kind === open)) || { id: open }).id;
    const go = (open) => () => (this.top.shown[open] ? this.toTop(this.top.shown[open].node) : this.open(panelOf(open), open));
    const rows = tasks.map(({ state, words, open }, n) => el("li", { class: state }, el("button", { type: "button", onclick: go(open), "data-key": `task-${open}-${n}` }, el("span", { class: "sign", "aria-hidden": "true" }, SIGN[state] || "○"), el("span", {}, words, el("span", { class: "unseen" }, ` (${say(`live.task.${state}`)})`)))));
    fillWith(this.todo, el("h2", { id: "todo-title" }, say("live.site.todo")), rows.length ? el("ul", { class: "tasks" }, rows) : el("p", { class: "muted" }, this.over ? this.over.nothingLeft() : say("live.site.nothing")));
  }

  drawTools(tools) {
    const button = ({ id, words }) => el("li", {}, el("button", { type: "button", "aria-pressed": String(id === this.chosen), onclick: () => this.open(id), "data-key": `tab-${id}` }, words));
    if (this.over) tools = this.over.toolsLeft(tools);
    named(this.tools, "live.site.tools");
    fillWith(this.tools, tools.length ? [el("h2", {}, say("live.site.tools")), el("ul", {}, tools.map(button))] : null);
  }

  // What stands above all panels has none of its own.
  toTop(node) {
    node.scrollIntoView();
    const button = node.querySelector("button");
    if (button) button.focus();
  }

  // Of several things that are on the host sees one; a task, or its name under it, brings another.
  drawOthers(panel) {
    if (!this.focus) this.focus = new Focus(this.app, this.slot("now"));
    const others = this.focus.update(panel.entries);
    fillWith(this.others, this.chosen === "now" ? othersList(panel.entries, others, (id) => this.pick(id), this.over) : null);
  }

  pick(id) {
    this.focus.pick(id);
    requestAnimationFrame(() => this.main.scrollIntoView());
  }

  drawPanel(any, panels) {
    const { chosen } = this;
    if ((chosen !== "phones" || this.over) && this.code) this.code.stop();
    if (chosen !== "phones" && this.rest) this.rest.forget();
    let content;
    if (chosen === "phones") content = this.rest ? this.rest.phonesPanel(this.app, this.contested(), this.unconfirmed()) : [el("p", { class: "muted" }, say("live.line.first"))];
    else if (chosen === "help") content = [helpPanel(this.app)];
    else {
      const known = panels.some((panel) => panel.id === chosen);
      content = (known && any[chosen]) || (chosen === "now" && this.over) ? this.slot(chosen).node : el("section", { class: "card quiet-card" }, el("p", {}, say(chosen === "now" ? "live.site.now_empty" : "live.site.panel_empty")));
    }
    if (content.nodeType && this.panel.firstChild === content && this.panel.childNodes.length === 1) return;
    // The parts keep their nodes (and what is typed in them); the frame's own forms are drawn anew.
    if (content.nodeType) {
      while (this.panel.firstChild) this.panel.firstChild.remove();
      this.panel.append(content);
    } else fillWith(this.panel, content);
    const place = chosen === "phones" && this.rest && this.panel.querySelector(".code-place");
    if (place) {
      if (this.code.node.parentNode !== place) place.append(this.code.node);
      const { item } = this.app.sitting() || {};
      if (this.code.on && this.codeOf !== (item && item.id)) this.code.again();
      this.codeOf = item && item.id;
      this.code.start();
    }
  }

  unconfirmed() {
    const claims = (this.app.acts().sitting || {}).claims || {};
    return Object.keys(claims).filter((seat) => claims[seat] === "code").map(Number);
  }

  // The list on paper is the roll as it stands: the panel is shown, then printed.
  print() {
    this.chosen = "roll";
    this.app.redraw();
    setTimeout(() => window.print(), 300);
  }
}

/** The site desk's frame. */
export function shell(app) {
  return new Site(app);
}

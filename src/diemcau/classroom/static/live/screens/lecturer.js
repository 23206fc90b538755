// The lecturer's desk, run by an assistant: the run sheet, one thing in the middle, the slide and the queues beside it.
//
// In the middle stands what was steered last, or what was pressed in the row above it. That row has the slides and what
// was steered last; what was opened before, and what may still be opened, by kind, waits behind one button. Standing
// things (the floor, questions, notices) are tabs on the right, there when they have something to say.

import { nameOf, newestFirst, placeOf, Slot } from "../kinds.js";
import { count, el, fillWith, say } from "../frame.js";
import { leaveFor } from "../session.js";
import { named, refusedList, tickHeader } from "./common.js";
import { header, helperCard, tabs } from "./desk.js";
import { lateWords, runSheet } from "./runsheet.js";

const isStanding = ({ id, kind }) => id === kind;
const wasOpened = ({ act }) => Boolean(act.moved || act.phase);
const titleOf = ({ kind, act }) => act.name || act.title || nameOf(kind);
const FIRST = ["floor", "question"]; // of the tabs on the right: who waits there waits for an answer now
const SIGN = { open: "●", discuss: "●", closed: "○", shown: "✓", void: "✕" };
const signOf = ({ act }) => (SIGN[act.phase] ? `${SIGN[act.phase]} ` : "");
const IN_A_ROW = 2; // activities beside the slides; more would wrap on a desk of 1366 × 768

class Lecturer {
  constructor(app) {
    this.app = app;
    this.chosen = ""; // what stands in the middle
    this.newest = ""; // what was steered last, and when
    this.picking = false; // whether all that may be opened is listed
    this.tab = "";
    this.slots = {};
    this.head = el("header", { class: "top" });
    this.run = el("nav", { class: "left", "data-key": "left", tabindex: "0" });
    this.bar = el("nav", { class: "opened", "data-key": "opened" });
    this.picker = el("section", { class: "card picker" });
    this.middle = new Slot(app, "lecturer", { class: "stack" });
    this.slide = new Slot(app, "lecturer", { class: "stack" });
    this.tabs = el("div", {});
    this.panel = el("div", { class: "panel" });
    this.said = el("div", {});
    this.empty = el("section", { class: "card quiet-card" });
    this.none = el("section", { class: "card quiet-card" });
    this.main = el("main", { id: "main", "data-key": "middle" }, this.said, this.bar, this.picker, this.middle.node, this.empty);
    this.board = el("aside", { class: "right", "data-key": "right" }, this.slide.node, this.tabs, this.panel, this.none);
    this.columns = el("div", { class: "columns" }, this.run, this.main, this.board);
    this.node = el("div", { class: "shell desk" }, this.head, this.columns);
  }

  /** What stands in the middle: what was pressed, until something is steered; before that the slides. */
  choose(entries) {
    const [last] = newestFirst(entries.filter((entry) => entry.act.moved));
    const newest = last ? `${last.id} ${last.act.moved}` : "";
    if (newest !== this.newest) {
      this.newest = newest;
      this.chosen = last ? last.id : "";
    }
    return entries.find(({ id }) => id === this.chosen) || entries.find(({ kind }) => kind === "slides") || null;
  }

  update() {
    const { app } = this;
    const focus = document.activeElement && document.activeElement.getAttribute("data-key");
    const sitting = app.sitting();
    const on = sitting && sitting.phase === "on";
    const over = sitting && sitting.phase === "closed";
    // After the close nothing can be opened any more: what was is there to be looked back at.
    const entries = app.entries().filter((entry) => entry.screen.lecturer && !(over && !isStanding(entry) && !wasOpened(entry)));
    const authored = entries.filter((entry) => !isStanding(entry) && placeOf(entry, "lecturer", "middle") === "middle");
    const chosen = this.choose(authored);
    const slides = authored.filter(({ kind }) => kind === "slides");
    const middle = this.middle.update(chosen ? [chosen] : []);
    this.slide.update(slides.filter((entry) => entry !== chosen));
    this.columns.classList.toggle("focused", Boolean(chosen && chosen.kind !== "slides"));
    this.drawBar(authored, chosen);
    const standing = this.drawStanding(entries.filter((entry) => !authored.includes(entry)));
    this.keepFocus(focus);
    named(this.run, "live.run.title");
    named(this.board, "live.lecturer.board");
    named(this.bar, "live.lecturer.opened");
    fillWith(this.head, header(app, (on && sitting.item && sitting.item.title) || say("live.title.lecturer"), this.monitorLink()));
    fillWith(this.run, runSheet(app), helperCard(app));
    this.showItem(on && sitting.item ? sitting.item.id : 0);
    fillWith(this.said, refusedList(app), over ? el("section", { class: "card stack over" }, el("h2", {}, say("live.over.title")), el("p", {}, say("live.over.lecturer"))) : null);
    this.empty.hidden = middle || over;
    this.none.hidden = standing;
    fillWith(this.empty, el("p", {}, say(on ? "live.lecturer.no_slides" : "live.lecturer.not_on")));
    fillWith(this.none, el("p", {}, say("live.lecturer.no_board")));
  }

  // The item that is on comes into sight when it begins; after that the list stays where somebody left it.
  showItem(id) {
    const on = id !== this.item && this.run.querySelector(".on");
    if (!on) return;
    this.item = id;
    this.run.scrollTop += on.getBoundingClientRect().top - this.run.getBoundingClientRect().top - 60;
  }

  // A window of its own for the lecturer: it has this desk's session and steers nothing but the slides.
  monitorLink() {
    const give = () => leaveFor("/monitor", this.app.session.record, false);
    return el("a", { class: "button", href: "/monitor", target: "diemcau-monitor", rel: "opener", onclick: give, "data-key": "monitor" }, say("live.monitor.open"));
  }

  turn(change) {
    return () => {
      Object.assign(this, change);
      this.app.redraw();
    };
  }

  // --- what is on, and what may be opened ------------------------------------------------

  // One row: the slides, what was steered last, and what is looked at; all else waits behind one button.
  drawBar(entries, chosen) {
    const slides = entries.filter(({ kind }) => kind === "slides");
    const last = newestFirst(entries.filter((entry) => wasOpened(entry) && !slides.includes(entry)));
    const seen = [chosen, ...last].filter((entry, n, all) => entry && !slides.includes(entry) && all.indexOf(entry) === n).slice(0, IN_A_ROW);
    const tabs = [...slides, ...entries.filter((entry) => seen.includes(entry))];
    const rest = entries.filter((entry) => !tabs.includes(entry));
    const press = (entry) => el("button", { type: "button", class: "tab", "aria-pressed": String(entry === chosen), title: titleOf(entry), "data-key": `on-${entry.id}`, onclick: this.turn({ chosen: entry.id, picking: false }) }, signOf(entry), entry.kind === "slides" ? nameOf("slides") : titleOf(entry));
    const open = el("button", { type: "button", class: "pick-open", "aria-expanded": String(this.picking), "data-key": "pick", onclick: this.turn({ picking: !this.picking }) }, say("live.lecturer.pick", { n: count(rest.length) }));
    fillWith(this.bar, entries.length > 1 ? [el("div", { class: "tabs" }, tabs.map(press)), rest.length ? open : null] : null);
    this.bar.hidden = entries.length < 2;
    this.picker.hidden = !this.picking || !rest.length;
    fillWith(this.picker, this.picker.hidden ? null : this.list(rest));
  }

  list(rest) {
    const line = (entry) => el("li", {}, el("button", { type: "button", class: "quiet", "data-key": `pick-${entry.id}`, onclick: this.turn({ chosen: entry.id, picking: false }) }, signOf(entry), titleOf(entry)));
    const rows = (words, some) => (some.length ? [el("dt", {}, words), el("dd", {}, el("ul", {}, some.map(line)))] : null);
    const waiting = rest.filter((entry) => !wasOpened(entry));
    const kinds = [...new Set(waiting.map(({ kind }) => kind))];
    return [
      el("p", { class: "muted" }, say("live.lecturer.pick_how")),
      el("dl", {}, rows(say("live.lecturer.before"), newestFirst(rest.filter(wasOpened))), kinds.map((kind) => rows(nameOf(kind), waiting.filter((entry) => entry.kind === kind)))),
    ];
  }

  // --- what stands the whole sitting -----------------------------------------------------

  drawStanding(entries) {
    const there = entries.filter((entry) => {
      if (!this.slots[entry.id]) this.slots[entry.id] = new Slot(this.app, "lecturer", { class: "stack" });
      return this.slots[entry.id].update([entry]);
    });
    const rank = ({ kind }) => (FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length);
    there.sort((a, b) => rank(a) - rank(b));
    const list = there.map(({ id, kind, act }) => ({ id, words: act.waiting ? `${nameOf(kind)} ${count(act.waiting)}` : nameOf(kind) }));
    const tab = list.some(({ id }) => id === this.tab) ? this.tab : list.length ? list[0].id : ""; // of one that was pressed it is remembered
    fillWith(this.tabs, list.length > 1 ? tabs(list, tab, (id) => this.turn({ tab: id })(), say("live.lecturer.board")) : null);
    const slot = this.slots[tab];
    const shown = slot ? [slot.node] : [];
    if (this.panel.childNodes.length !== shown.length || (slot && this.panel.firstChild !== slot.node)) {
      while (this.panel.firstChild) this.panel.firstChild.remove();
      this.panel.append(...shown);
    }
    return list.length > 0;
  }

  // A card that goes from one column to the other is drawn anew; the press that moved it keeps its place.
  keepFocus(key) {
    if (!key || document.activeElement !== document.body) return;
    const twin = Array.from(this.columns.querySelectorAll("[data-key]")).find((node) => node.getAttribute("data-key") === key);
    if (twin && !twin.disabled) twin.focus({ preventScroll: true });
  }

  second() {
    tickHeader(this.app, this.head);
    const late = this.run.querySelector(".head .muted");
    if (late) late.textContent = lateWords(this.app);
  }
}

/** The lecturer desk's frame. */
export function shell(app) {
  return new Lecturer(app);
}

// The lecturer's desk: the run sheet, what is on in the middle, everything else on the board beside it.

import { newestFirst, placeOf, Slot } from "../kinds.js";
import { el, fillWith, say } from "../frame.js";
import { named, refusedList, tickHeader } from "./common.js";
import { header, helperCard } from "./desk.js";
import { lateWords, runSheet } from "./runsheet.js";

// Kinds whose figures need the wide column while they are what the class looks at.
const WIDE = ["slides", "situation", "poll"];

class Lecturer {
  constructor(app) {
    this.app = app;
    this.head = el("header", { class: "top" });
    this.run = el("nav", { class: "left", "data-key": "left" });
    this.middle = new Slot(app, "lecturer", { class: "stack" });
    this.right = new Slot(app, "lecturer", { class: "stack" });
    this.said = el("div", {});
    this.empty = el("section", { class: "card quiet-card" });
    this.none = el("section", { class: "card quiet-card" });
    this.main = el("main", { id: "main", "data-key": "middle" }, this.said, this.middle.node, this.empty);
    this.board = el("aside", { class: "right", "data-key": "right" }, this.right.node, this.none);
    this.columns = el("div", { class: "columns" }, this.run, this.main, this.board);
    this.node = el("div", { class: "shell desk" }, this.head, this.columns);
  }

  /** What stands in the middle: what was steered last, before that the slides. */
  inMiddle(entries) {
    const usual = entries.filter((entry) => placeOf(entry, "lecturer", entry.kind === "slides" ? "middle" : "right") === "middle");
    const steered = newestFirst(entries.filter((entry) => WIDE.includes(entry.kind) && entry.act.moved));
    return steered.length ? steered.slice(0, 1) : usual;
  }

  update() {
    const { app } = this;
    const entries = app.entries().filter((entry) => entry.screen.lecturer);
    const focus = document.activeElement && document.activeElement.getAttribute("data-key");
    const chosen = this.inMiddle(entries);
    const rest = entries.filter((entry) => !chosen.includes(entry)).sort((a, b) => (a.kind === "slides" ? 0 : 1) - (b.kind === "slides" ? 0 : 1));
    const middle = this.middle.update(chosen);
    const right = this.right.update(rest);
    this.columns.classList.toggle("focused", chosen.some((entry) => entry.kind !== "slides"));
    this.keepFocus(focus);
    named(this.run, "live.run.title");
    named(this.board, "live.lecturer.board");
    const sitting = app.sitting();
    fillWith(this.head, header(app, (sitting && sitting.item && sitting.item.title) || say("live.title.lecturer")));
    fillWith(this.run, runSheet(app), helperCard(app));
    fillWith(this.said, refusedList(app));
    this.empty.hidden = middle;
    this.none.hidden = right;
    fillWith(this.empty, el("p", {}, say(sitting && sitting.phase === "on" ? "live.lecturer.no_slides" : "live.lecturer.not_on")));
    fillWith(this.none, el("p", {}, say("live.lecturer.no_board")));
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

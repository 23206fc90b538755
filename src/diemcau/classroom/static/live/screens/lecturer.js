// The lecturer's desk: the run sheet, the slide, the board of all rooms.

import { placeOf, Slot } from "../kinds.js";
import { el, fillWith, say } from "../frame.js";
import { refusedList, tickHeader } from "./common.js";
import { header } from "./desk.js";
import { lateWords, runSheet } from "./runsheet.js";

class Lecturer {
  constructor(app) {
    this.app = app;
    this.head = el("header", { class: "top" });
    this.run = el("nav", { class: "left", "data-key": "left", "aria-label": say("live.run.title") });
    this.middle = new Slot(app, "lecturer", { class: "stack" });
    this.right = new Slot(app, "lecturer", { class: "stack" });
    this.said = el("div", {});
    this.empty = el("section", { class: "card quiet-card" });
    this.none = el("section", { class: "card quiet-card" });
    this.node = el(
      "div",
      { class: "shell desk" },
      this.head,
      el("div", { class: "columns" }, this.run, el("main", { id: "main", "data-key": "middle" }, this.said, this.middle.node, this.empty), el("aside", { class: "right", "data-key": "right", "aria-label": say("live.lecturer.board") }, this.right.node, this.none)),
    );
  }

  update() {
    const { app } = this;
    const entries = app.entries().filter((entry) => entry.screen.lecturer);
    const at = (entry) => placeOf(entry, "lecturer", entry.kind === "slides" ? "middle" : "right");
    const middle = this.middle.update(entries.filter((entry) => at(entry) === "middle"));
    const right = this.right.update(entries.filter((entry) => at(entry) === "right"));
    const sitting = app.sitting();
    fillWith(this.head, header(app, (sitting && sitting.item && sitting.item.title) || say("live.title.lecturer")));
    fillWith(this.run, runSheet(app));
    fillWith(this.said, refusedList(app));
    this.empty.hidden = middle;
    this.none.hidden = right;
    fillWith(this.empty, el("p", {}, say(sitting && sitting.phase === "on" ? "live.lecturer.no_slides" : "live.lecturer.not_on")));
    fillWith(this.none, el("p", {}, say("live.lecturer.no_board")));
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

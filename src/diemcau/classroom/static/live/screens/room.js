// The hall screen: topic and clock on one line, the thing itself in the middle, the code in a corner.

import { CodeBox } from "../codebox.js";
import { newestFirst, placeOf, Slot } from "../kinds.js";
import { countdown, el, fillWith, lineOf, say, when } from "../frame.js";
import { turn } from "../pictures.js";

// A clicker's keys, for what is longer than the screen.
const TURNS = { PageDown: 1, ArrowRight: 1, " ": 1, PageUp: -1, ArrowLeft: -1 };
const LONG = 60; // letters of a title that would take more than two lines at full size

class Room {
  constructor(app) {
    this.app = app;
    this.head = el("header", {});
    this.last = new Slot(app, "room", { class: "thing" });
    this.main = new Slot(app, "room", { class: "thing" });
    this.back = new Slot(app, "room", { class: "thing" });
    this.strip = new Slot(app, "room", { class: "strip" });
    this.hold = el("div", { class: "hold" });
    this.line = el("p", { class: "line", role: "status" });
    this.code = new CodeBox(app);
    this.one = el("div", { class: "brief" });
    this.main_ = el("main", { id: "main" }, this.last.node, this.main.node, this.back.node, this.hold, this.one);
    this.node = el("div", { class: "shell" }, this.head, this.main_, el("footer", {}, this.strip.node, this.line, this.code.node), el("div", { class: "blank", hidden: true }));
    this.blank = this.node.querySelector(".blank");
    document.addEventListener("keydown", (event) => this.key(event));
    this.blank.addEventListener("click", () => (this.blank.hidden = true));
    this.small(new URLSearchParams(location.search).get("kieu") === "nho");
    this.awake();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    if (!this.blank.hidden || ["b", "B", "."].includes(event.key)) {
      // One key blanks the hall, any key brings it back, and does nothing else then.
      this.blank.hidden = !this.blank.hidden;
      event.preventDefault();
      return;
    }
    if (TURNS[event.key] && turn(TURNS[event.key])) event.preventDefault();
    if (event.key === "d" || event.key === "D") document.documentElement.classList.toggle("dark");
    if (event.key === "n" || event.key === "N") this.small(!document.body.classList.contains("small"));
    if (event.key === "f" || event.key === "F") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen().catch(() => {});
    }
  }

  /** Beside a conference picture: only the code, the time left and one line, in a window of 480 × 270. */
  small(on) {
    document.body.classList.toggle("small", on);
  }

  // Of what is on, one line: its title, and until when.
  brief(sitting) {
    const on = sitting && sitting.phase === "on";
    const shown = [...this.last.node.children, ...this.main.node.children][0];
    const left = shown && shown.querySelector("[data-until]");
    const title = on && sitting.item ? sitting.item.title : sitting ? say(`live.room.hold_${sitting.phase}`) : say("live.line.first");
    return [el("h1", { class: "one-line" }, title), left ? countdown(Number(left.dataset.until)) : null];
  }

  // A hall screen that falls asleep is a fault; not every browser can be asked.
  async awake() {
    const ask = () => navigator.wakeLock && !document.hidden && navigator.wakeLock.request("screen").catch(() => {});
    ask();
    document.addEventListener("visibilitychange", ask);
  }

  update() {
    const { app } = this;
    const sitting = app.sitting();
    const entries = app.entries().filter((entry) => entry.screen.room);
    const at = (entry) => placeOf(entry, "room", entry.kind === "floor" ? "strip" : entry.kind === "slides" ? "back" : "main");
    const on = sitting && sitting.phase === "on";
    // Of all that is steered, the hall sees what was steered last; what nobody steers goes before the slides.
    const steered = newestFirst(entries.filter((entry) => at(entry) !== "strip" && entry.act.moved));
    const one = this.last.update(on ? steered : [], 1);
    const rest = (place) => (on ? entries.filter((entry) => at(entry) === place && !entry.act.moved) : []);
    const any = this.main.update(rest("main")) || one;
    const behind = this.back.update(any ? [] : rest("back"));
    this.strip.update(on ? entries.filter((entry) => at(entry) === "strip") : []);
    const empty = !any && !behind;
    this.hold.hidden = !empty;
    this.node.classList.toggle("beside", !empty);
    fillWith(this.hold, empty ? this.holdCard(sitting) : null);
    fillWith(this.head, el("h1", {}, on && sitting.item && !empty ? sitting.item.title : (sitting && [sitting.course, sitting.title].filter(Boolean).join(" · ")) || say("live.brand")), el("time", { class: "clock" }, when(app.now())));
    fillWith(this.one, this.brief(sitting));
    this.updateCode(sitting, empty);
    this.second();
  }

  updateCode(sitting, empty) {
    const wanted = sitting && ["open", "on"].includes(sitting.phase) && !(sitting.item && sitting.item.phones === false);
    this.code.node.classList.toggle("large", Boolean(empty && sitting && sitting.phase === "open"));
    const parent = empty && sitting && sitting.phase === "open" ? this.hold : this.node.querySelector("footer");
    if (this.code.node.parentNode !== parent) parent.append(this.code.node);
    if (wanted) this.code.start();
    else this.code.stop();
    this.code.node.hidden = !wanted;
  }

  /** The quiet card between things: which course and sitting, what comes next, the clock. */
  holdCard(sitting) {
    if (!sitting) return el("p", { class: "big" }, say("live.line.first"));
    const on = sitting.phase === "on";
    const kind = on && sitting.item && sitting.item.kind === "break" ? "break" : sitting.phase;
    const next = on && sitting.next ? el("p", { class: "next" }, say("live.next_item", { title: sitting.next.title })) : null;
    const noPhones = on && sitting.item && sitting.item.phones === false ? el("p", { class: "muted" }, say("live.room.no_phones")) : null;
    const title = on && sitting.item ? sitting.item.title : say(`live.room.hold_${kind}`);
    const below = say(`live.room.hold_${kind}`);
    return el("section", {}, el("p", { class: title.length > LONG ? "big long" : "big" }, title), on && below !== title ? el("p", {}, below) : null, next, noPhones);
  }

  // A good line is no news in a hall; a lost one is.
  second() {
    const clock = this.head.querySelector(".clock");
    if (clock) clock.textContent = when(this.app.now());
    const [sort] = lineOf(this.app);
    const words = sort === "bad" ? `✕ ${say(this.app.session.over ? "live.room.over" : this.app.keeping.goesAlone() ? "live.room.own_clock" : "live.room.lost")}` : "";
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}

/** The hall screen's frame. */
export function shell(app) {
  return new Room(app);
}

// The hall screen: topic and clock on one line, the thing itself in the middle, the code in a corner.

import { CodeBox } from "../codebox.js";
import { newestFirst, placeOf, Slot } from "../kinds.js";
import { el, fillWith, lineOf, say, when } from "../frame.js";

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
    this.main_ = el("main", { id: "main" }, this.last.node, this.main.node, this.back.node, this.hold);
    this.node = el("div", { class: "shell" }, this.head, this.main_, el("footer", {}, this.strip.node, this.line, this.code.node), el("div", { class: "blank", hidden: true }));
    this.blank = this.node.querySelector(".blank");
    document.addEventListener("keydown", (event) => this.key(event));
    this.awake();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "b" || event.key === "B") this.blank.hidden = !this.blank.hidden;
    if (event.key === "d" || event.key === "D") document.documentElement.classList.toggle("dark");
    if (event.key === "f" || event.key === "F") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen().catch(() => {});
    }
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
    fillWith(this.hold, empty ? this.holdCard(sitting) : null);
    fillWith(this.head, el("h1", {}, on && sitting.item ? sitting.item.title : (sitting && sitting.course) || say("live.brand")), el("time", { class: "clock" }, when(app.now())));
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

  holdCard(sitting) {
    if (!sitting) return el("p", { class: "big" }, say("live.line.first"));
    const next = sitting.phase === "on" && sitting.next ? el("p", { class: "muted" }, say("live.next_item", { title: sitting.next.title })) : null;
    const kind = sitting.phase === "on" && sitting.item && sitting.item.kind === "break" ? "break" : sitting.phase;
    return el("section", {}, el("p", { class: "big" }, sitting.phase === "on" && sitting.item ? sitting.item.title : sitting.title), el("p", {}, say(`live.room.hold_${kind}`)), next);
  }

  // A good line is no news in a hall; a lost one is.
  second() {
    const clock = this.head.querySelector(".clock");
    if (clock) clock.textContent = when(this.app.now());
    const [sort] = lineOf(this.app);
    const words = sort === "bad" ? `✕ ${say(this.app.session.over ? "live.room.over" : "live.room.lost")}` : "";
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}

/** The hall screen's frame. */
export function shell(app) {
  return new Room(app);
}

// The lecturer's clean monitor: what is on, large; the clock and the minutes that are left; notes; who waits to speak.
//
// It reads only. The keys of a hand-held clicker move the slides here as at the desk.

import { newestFirst, Slot } from "../kinds.js";
import { countdown, el, fillWith, lineOf, say, when } from "../frame.js";
import { alsoWords } from "../words.js";

const MINUTE = 60000;

class Monitor {
  constructor(app) {
    this.app = app;
    this.halls = {}; // kind → what the halls show of it, where the kind says nothing of its own to this screen
    this.head = el("header", { class: "monitor-head" });
    this.thing = new Slot(app, "monitor", { class: "thing" });
    this.beside = new Slot(app, "aside", { class: "stack" });
    this.floor = new Slot(app, "monitor", { class: "stack" });
    this.hold = el("p", { class: "hold" });
    this.line = el("p", { class: "line bad", role: "status" });
    this.main = el("main", { id: "main" }, this.thing.node, this.hold);
    this.notes = el("aside", { class: "monitor-notes", tabindex: "0" }, this.beside.node);
    this.foot = el("footer", {}, this.floor.node, this.line);
    this.node = el("div", { class: "shell" }, this.head, el("div", { class: "monitor-columns" }, this.main, this.notes), this.foot);
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "d" || event.key === "D") document.documentElement.classList.toggle("dark");
    if (event.key !== "f" && event.key !== "F") return;
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  }

  /** An activity with what draws it here: its own words for this screen, else what the halls show. */
  seen(entry) {
    if (entry.screen.monitor || entry.id === entry.kind) return entry;
    const hall = this.hall(entry.kind);
    return hall ? { ...entry, screen: { ...entry.screen, monitor: hall.room } } : null;
  }

  hall(kind) {
    if (this.halls[kind] === undefined) {
      this.halls[kind] = null;
      Promise.all([import(`/static/kinds/${kind}.js`), alsoWords(`kinds/${kind}`)])
        .then(([module]) => {
          this.halls[kind] = module;
          this.app.redraw();
        })
        .catch(() => setTimeout(() => delete this.halls[kind], 5000)); // the line broke: the next picture tries again
    }
    return this.halls[kind];
  }

  update() {
    const { app } = this;
    const sitting = app.sitting();
    const on = sitting && sitting.phase === "on";
    const entries = app.entries();
    const steered = newestFirst(entries.filter(({ id, kind, act }) => id !== kind && act.moved && act.phase !== "void"));
    const slides = entries.filter(({ kind }) => kind === "slides");
    const seen = (on ? [...steered, ...slides] : []).map((entry) => this.seen(entry)).filter((entry) => entry && entry.screen.monitor);
    const any = this.thing.update(seen.slice(0, 1));
    this.notes.hidden = !this.beside.update(on ? slides : []);
    this.floor.update(entries.filter(({ kind }) => kind === "floor"));
    this.main.classList.toggle("wide", this.notes.hidden);
    this.hold.hidden = any;
    const words = this.holdWords(sitting);
    if (this.hold.textContent !== words) this.hold.textContent = words;
    const title = on && sitting.item ? sitting.item.title : (sitting && sitting.title) || say("live.title.monitor");
    const left = on && sitting.item ? el("p", { class: "monitor-left" }, say("live.run.left"), " ", countdown(sitting.item_at + sitting.item.minutes * MINUTE)) : null;
    fillWith(this.head, el("h1", {}, title), left, el("time", { class: "clock" }, when(app.now())));
    const label = say("live.monitor.notes");
    if (this.notes.getAttribute("aria-label") !== label) this.notes.setAttribute("aria-label", label);
    this.second();
  }

  /** What stands where nothing is on: where the sitting is, and what comes next. */
  holdWords(sitting) {
    if (sitting && sitting.phase === "closed") return say("live.room.hold_closed");
    if (!sitting || sitting.phase !== "on") return say("live.lecturer.not_on");
    return [say("live.lecturer.no_slides"), sitting.next ? say("live.next_item", { title: sitting.next.title }) : ""].filter(Boolean).join("\n");
  }

  // A good line is no news; a lost one is.
  second() {
    const clock = this.head.querySelector(".clock");
    const time = when(this.app.now());
    if (clock && clock.textContent !== time) clock.textContent = time;
    const [sort, words] = lineOf(this.app);
    const said = sort === "bad" ? `✕ ${words}` : "";
    if (this.line.textContent !== said) this.line.textContent = said;
  }
}

/** The clean monitor's frame. */
export function shell(app) {
  return new Monitor(app);
}

// What a room keeps for the time without a line: the items with their minutes, the slides and their pictures.
// A hall screen then goes on by its own clock; the room turns the slides itself.

import { things } from "./store.js";

const FIRST = 8000; // ms after the line is there: the room comes first
const BETWEEN = 400; // ms between two pictures
const LOST = 20000; // ms without a line before a hall goes on by itself
const MINUTE = 60000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The kept picture of a slide as a Blob, or null. */
export async function keptPicture(name) {
  try {
    return (await things.get(`picture:${name}`)) || null;
  } catch (_) {
    return null;
  }
}

export class Ahead {
  constructor(app) {
    this.app = app;
    this.kept = null;
    this.asked = false;
    this.own = false; // the hall goes on by its own clock
    things.get(this.key).then((kept) => (this.kept = this.kept || kept || null)).catch(() => {});
    if (app.screen === "room") document.addEventListener("keydown", (event) => this.turn(event));
  }

  get key() {
    return `ahead:${this.app.session.owner}`;
  }

  /** Called each second. */
  second() {
    const { app } = this;
    if (app.stream.up) {
      this.own = false;
      if (!this.asked && app.sitting()) this.bring();
    } else if (app.screen === "room" && this.kept && app.lostAt && app.now() - app.lostAt > LOST) this.goOn();
  }

  async bring() {
    this.asked = true;
    try {
      await pause(FIRST);
      this.kept = await this.app.session.ask("/live/ahead");
      await things.put(this.key, this.kept);
      const wanted = [];
      for (const { faces } of this.kept.decks) for (const { picture } of faces) if (picture) wanted.push(picture);
      await this.fetchAll(wanted);
    } catch (_) {
      await pause(60000);
      this.asked = false;
    }
  }

  async fetchAll(wanted) {
    const held = (await things.keys()).filter((key) => String(key).startsWith("picture:"));
    await things.drop(held.filter((key) => !wanted.includes(key.slice(8))));
    for (const name of wanted) {
      if (held.includes(`picture:${name}`)) continue;
      const headers = { Authorization: `Bearer ${this.app.session.token}` };
      const answer = await fetch(`/live/slides/${name}.png`, { headers, credentials: "same-origin" });
      if (answer.status !== 404) {
        if (!answer.ok) throw new Error(answer.status);
        await things.put(`picture:${name}`, await answer.blob());
      }
      await pause(BETWEEN);
    }
  }

  // What the plan says: an item whose minutes are over makes room for the next one, with its first slide.
  goOn() {
    const { app } = this;
    const sitting = app.sitting();
    if (!sitting || sitting.phase !== "on" || !sitting.item) return;
    this.own = true;
    const { items } = this.kept;
    const at = items.findIndex(({ id }) => id === sitting.item.id);
    const ends = sitting.item_at + sitting.item.minutes * MINUTE;
    if (at < 0 || at + 1 === items.length || app.now() < ends) return;
    const next = { ...sitting, item: items[at + 1], item_at: ends, next: items[at + 2] || null };
    this.show(next, 1, {});
  }

  turn(event) {
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!step || !this.own) return;
    const sitting = this.app.sitting();
    const { acts } = this.app.views.all.view;
    const deck = this.deckOf(sitting.item);
    if (!deck) return;
    const now = acts[deck.id] ? acts[deck.id].n : 0;
    this.show(sitting, Math.min(Math.max(now + step, 1), deck.faces.length), acts);
  }

  deckOf(item) {
    return item && this.kept.decks.find((deck) => deck.item === item.id && deck.faces.length);
  }

  show(sitting, n, before) {
    const { app } = this;
    const { pos, view } = app.views.all;
    const acts = { ...before };
    for (const [id, act] of Object.entries(view.acts)) if (act.kind === id) acts[id] = act;
    const deck = this.deckOf(sitting.item);
    if (deck) acts[deck.id] = { kind: "slides", ...deck.faces[n - 1], moved: app.now() };
    app.views = { all: { pos, view: { ...view, sitting, acts } } };
    app.merged = null;
    app.redraw();
  }
}

// What a screen has shown, kept on the device: it opens again without a line, and goes on by its own clock.
// Nothing of an item without phones is kept, nothing of a person on a hall screen.

import { things } from "./store.js";

const SOON = 1500; // ms in which many views are kept as one
const OLD = 36 * 3600000; // ms after which what was kept goes
const LONGEST = 12 * 3600000; // ms that a device's clock may say have passed before it is doubted
const SCREENS = ["phone", "site", "room"];

/** Whether the item that is on is one without phones, of which no device keeps anything. */
export function isQuiet(sitting) {
  return Boolean(sitting && sitting.item && sitting.item.phones === false);
}

// Roll, headcount, questions belong to the sitting and not to what an item says. A desk sees what it said in an item
// without phones also when that is over.
const lasts = (id, act, quiet) => act.kind === id || !(quiet || act.quiet);

export class Keeping {
  constructor(app) {
    this.app = app;
    this.on = SCREENS.includes(app.screen);
    this.timer = 0;
    this.ahead = null;
    this.hushed = new Set(); // activities of items without phones that were on in this life of the page
  }

  /** Rooms and their desks take more with them than views. */
  async begin() {
    if (this.app.screen !== "site" && this.app.screen !== "room") return;
    const { Ahead } = await import("./ahead.js");
    this.ahead = new Ahead(this.app);
  }

  /** Of what is being typed, by activity, what this device may keep. */
  draftsOf(drafts) {
    this.hush();
    return Object.fromEntries(Object.entries(drafts).filter(([id]) => !this.hushed.has(id)));
  }

  // What was begun in an item without phones is not kept either once the next item is on and no view speaks of it.
  hush() {
    const quiet = isQuiet(this.app.sitting());
    for (const [id, act] of Object.entries(this.app.acts())) if (!lasts(id, act, quiet)) this.hushed.add(id);
  }

  /** Whether a hall goes on by its own clock. */
  goesAlone() {
    return Boolean(this.ahead && this.ahead.own);
  }

  /** Called each second. */
  second() {
    this.hush();
    if (this.ahead) this.ahead.second();
  }

  get key() {
    return `shown:${this.app.session.owner}`;
  }

  /** Put what was kept before the shell is made; without it the screen waits for the line as ever. */
  async restore() {
    if (!this.on) return;
    try {
      const kept = await things.get(this.key);
      this.tidy();
      if (!kept) return;
      const { app } = this;
      const passed = Date.now() - kept.wall;
      // A battery that is empty sets a clock years back: then the time is that of the last contact, until the next.
      app.doubtful = passed < -60000 || passed > LONGEST;
      app.rate = kept.rate;
      app.offset = kept.now + (app.doubtful ? 0 : Math.max(0, passed)) * kept.rate - kept.rate * performance.now();
      app.lostAt = kept.now;
      app.views = kept.views;
      app.roster = kept.roster;
      app.rosterVersion += 1;
    } catch (_) {
      // Nothing kept, or a browser that keeps nothing.
    }
  }

  /** Something new is shown; it is kept within a moment. */
  changed() {
    if (this.on && !this.timer) this.timer = setTimeout(() => this.save(), SOON);
  }

  async save() {
    this.timer = 0;
    const { app } = this;
    const sitting = app.sitting();
    if (!sitting || !app.session.record) return;
    const quiet = isQuiet(sitting);
    try {
      if ((quiet && app.screen === "phone") || sitting.phase === "closed") {
        await this.forget();
        return;
      }
      const views = {};
      for (const [topic, { pos, view }] of Object.entries(app.views)) {
        if (app.screen === "room" && topic !== "all") continue;
        views[topic] = { pos, view: { ...view, acts: lasting(view.acts, quiet) } };
      }
      const roster = app.screen === "site" ? app.roster : null;
      await things.put(this.key, { views, roster, now: app.now(), wall: Date.now(), rate: app.rate });
    } catch (_) {
      // The screen works; it will not open without a line.
    }
  }

  /** Nothing of this person or room stays on the device. */
  async forget() {
    await things.drop([this.key]);
  }

  async tidy() {
    for (const key of await things.keys()) {
      if (!key.startsWith("shown:") || key === this.key) continue;
      const kept = await things.get(key);
      // A phone shows one person: what the one before him saw goes at once.
      if (key.includes(":phone:") || Math.abs(Date.now() - kept.wall) > OLD) await things.drop([key]);
    }
  }
}

function lasting(acts, quiet) {
  return Object.fromEntries(Object.entries(acts).filter(([id, act]) => lasts(id, act, quiet)));
}

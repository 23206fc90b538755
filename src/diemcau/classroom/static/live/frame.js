// The frame of the live screens: session, views, outbox; kinds get a small context and import their tools from here.

import { el, fillWith, merge } from "./dom.js";
import { actsOf, alike, besideOf, collected, loadOrder } from "./kinds.js";
import { isQuiet, Keeping } from "./keeping.js";
import { Outbox } from "./outbox.js";
import { runBy, stateOf, tick } from "./parts.js";
import { Session } from "./session.js";
import { Slides } from "./slides.js";
import { Stream } from "./stream.js";
import { laid, settled } from "./views.js";
import { lang, loadWords, say, when } from "./words.js";

export { ballotOf, handIn } from "./ballot.js";
export { el, fillWith } from "./dom.js";
export { countdown, field, head, since, status } from "./parts.js";
export { count, fold, lang, say, when } from "./words.js";

// Later topics win where two speak of the same activity.
const TOPICS = ["all", "phones", "site", "seat", "province", "control", "presenters"];
const SLOW = new Set(["presenters", "control", "province"]);
const OWN = new Set(["site", "seat"]); // what is one's own, also while its item is not on
const BY_ROLE = { phone: ["phones", "seat"], lecturer: ["all", "presenters"], operator: ["all", "presenters", "control"], province: ["all", "province"] };
const ROSTERED = new Set(["host", "chair", "technician", "operator", "province", "lecturer"]);
const DURABLE = new Set(["phone", "host", "chair", "technician"]);
const BEAT = 10000;

/** A running screen: what its shell and the kinds' screens may ask. */
class App {
  constructor(screen, session) {
    this.screen = screen;
    this.session = session;
    this.views = {}; // topic → {pos, view}
    this.merged = null;
    this.layers = {}; // activity → what the topics say of it, and that laid over one another
    this.whole = {}; // the last acts that were whole
    this.roster = null;
    this.rosterVersion = 0;
    this.ticks = {}; // activity → how often it asked to be drawn again
    this.drafts = {};
    this.offset = null; // sitting's clock minus rate × performance.now()
    this.rate = 1;
    this.sure = false; // whether the server has said in this life of the page what time it is
    this.doubtful = false; // the device's clock has jumped since the last contact
    this.lostAt = 0; // the sitting's clock when the line went, 0 while it is there
    this.announced = {};
    this.shell = null;
    this.redraw = collected(() => this.paint());
    this.slides = new Slides(session, () => this.allAgain(), () => isQuiet(this.sitting()));
    this.keeping = new Keeping(this);
    this.signer = null; // promise of what signs a late batch, once it was asked for
  }

  get me() {
    return this.session.me;
  }

  // --- what is known ---------------------------------------------------------------------

  /** Take a view, or a part of one; false when the part comes after something that is missing. */
  take(topic, pos, view) {
    const known = this.views[topic];
    if (view.part && !(known && known.pos >= view.after)) return false;
    if (known && known.pos > pos) return true;
    this.views[topic] = { pos, view: view.part ? laid(known.view, view) : settled(known && known.view, view) };
    this.merged = null;
    if (view.sitting) this.setClock(view.sitting);
    this.keeping.changed();
    this.redraw();
    return true;
  }

  /** The newest view of the sitting itself; null before the first. */
  sitting() {
    let newest = null;
    for (const { pos, view } of Object.values(this.views)) if (!newest || pos >= newest.pos) newest = { pos, view };
    return newest ? newest.view.sitting : null;
  }

  // The desks above get their own topic twice a second only: for a moment it still speaks of the item before.
  behind() {
    const sitting = this.sitting();
    const item = (view) => (view.sitting.item ? view.sitting.item.id : 0);
    const slow = Object.keys(this.views).filter((topic) => SLOW.has(topic.split(":")[0]));
    if (!slow.length) return ["lecturer", "control", "monitor"].includes(this.screen);
    return slow.some((topic) => item(this.views[topic].view) !== item({ sitting }));
  }

  /** Every activity with the views of all topics laid over one another; never half of one. */
  acts() {
    if (this.merged) return this.merged;
    if (this.behind()) return this.whole;
    const rank = (topic) => TOPICS.indexOf(topic.split(":")[0]);
    const found = {};
    for (const topic of Object.keys(this.views).sort((a, b) => rank(a) - rank(b))) {
      const own = OWN.has(topic.split(":")[0]);
      for (const [id, act] of Object.entries(this.views[topic].view.acts)) {
        if (!found[id]) found[id] = { acts: [], on: id === act.kind };
        found[id].acts.push(act);
        if (!own) found[id].on = true;
      }
    }
    const layers = {};
    this.merged = {};
    for (const [id, { acts, on }] of Object.entries(found)) {
      if (!on) continue;
      const known = this.layers[id];
      layers[id] = known && alike(known.acts, acts) ? known : { acts, whole: Object.assign({}, ...acts) };
      this.merged[id] = layers[id].whole;
    }
    this.layers = layers;
    this.whole = this.merged;
    return this.merged;
  }

  // A view may have been made a while ago: among instants heard at one rate the latest is the nearest.
  setClock({ at, rate = 1 }) {
    const offset = at - rate * performance.now();
    if (!this.sure || rate !== this.rate || offset > this.offset) this.offset = offset;
    this.rate = rate;
    this.sure = true;
    this.doubtful = false;
  }

  /** The sitting's clock now or at another performance.now(), ms; 0 before anything was heard. */
  now(tick = performance.now()) {
    return this.offset === null ? 0 : Math.round(this.offset + this.rate * tick);
  }

  // --- what is done ----------------------------------------------------------------------

  /** Send a command: "poll.answer". The promise gives the receipt or {refused}. */
  send(kind, activity, body) {
    return this.outbox.add(kind, activity === kind.split(".")[0] ? "" : activity, body || {});
  }

  /** Sends of an activity for its screen, newest first. */
  sendsOf(activity) {
    return this.outbox.of(activity).map((send) => ({ ...send, durable: this.outbox.durable }));
  }

  // `act` and `sends` are those of now: a press knows of the press before it, drawn or not.
  contextOf(entry) {
    const { id, kind } = entry;
    const app = this;
    return {
      id,
      kind,
      get act() {
        return app.acts()[id] || entry.act;
      },
      get sends() {
        return app.sendsOf(id);
      },
      beside: besideOf(this, entry),
      sitting: this.sitting(),
      me: this.me,
      roster: this.roster || { seats: {}, sites: {} },
      draft: this.draftOf(id),
      lang: lang(),
      send: (verb, body) => this.send(`${kind}.${verb}`, id, body),
      sendTo: (other, verb, body) => this.send(`${other}.${verb}`, other, body), // a standing kind
      now: () => this.now(),
      redraw: () => this.again(id),
      picture: (name) => this.slides.get(name),
    };
  }

  /** What is being typed for an activity; kept over redraws and reloads of the tab. */
  draftOf(id) {
    if (!this.drafts[id]) this.drafts[id] = {};
    return this.drafts[id];
  }

  again(id) {
    this.ticks[id] = (this.ticks[id] || 0) + 1;
    this.redraw();
  }

  allAgain() {
    for (const id of Object.keys(this.acts())) this.ticks[id] = (this.ticks[id] || 0) + 1;
    this.redraw();
  }

  /** Activities in the order of the kinds, with their screens. */
  entries() {
    return actsOf(this);
  }

  async loadRoster() {
    if (!ROSTERED.has(this.me.role)) return;
    try {
      this.roster = await this.session.ask("/live/roster");
      this.rosterVersion += 1;
      this.keeping.changed();
      this.redraw();
    } catch (_) {
      setTimeout(() => this.loadRoster(), 5000);
    }
  }

  // --- life ------------------------------------------------------------------------------

  async run(makeShell) {
    runBy(() => this.now());
    this.draftsKey = `diemcau:drafts:${location.pathname}:${this.session.owner}`;
    this.restoreDrafts();
    const durable = DURABLE.has(this.me.role);
    const ask = (path, body, headers) => this.session.ask(path, body, headers);
    this.outbox = new Outbox({ owner: this.session.owner, ask, clock: (tick) => this.now(tick), sure: () => this.sure, doubtful: () => this.doubtful, signing: () => this.signing(), durable, changed: () => this.sent() });
    await this.keeping.restore();
    this.stream = new Stream({
      session: this.session,
      topics: BY_ROLE[this.me.role] || ["all", "site"],
      view: (topic, pos, view) => this.take(topic, pos, view),
      state: () => this.lineChanged(),
      ended: () => this.ended(),
      // A hall screen is never "hidden", and a desk behind another window is not a silent room.
      stays: this.screen === "room" || this.screen === "site",
    });
    this.shell = makeShell(this);
    fillWith(document.getElementById("app"), this.shell.node);
    document.addEventListener("visibilitychange", () => this.keepDrafts());
    window.addEventListener("pagehide", () => this.keepDrafts());
    setInterval(() => this.second(), 1000);
    if (ROSTERED.has(this.me.role)) setInterval(() => this.beat(), BEAT);
    this.redraw();
    this.loadRoster();
    this.stream.start();
    this.prepare().catch((error) => console.warn("offline", String(error)));
    await this.outbox.load();
    if (this.shell.begin) await this.shell.begin();
  }

  paint() {
    const sitting = this.sitting();
    const { record } = this.session;
    // Kept with the session: the mark stands also while nothing has been heard yet.
    if (sitting && record && record.simulated !== sitting.simulated) {
      record.simulated = sitting.simulated;
      this.session.save();
    }
    markSimulation(Boolean(sitting ? sitting.simulated : record && record.simulated));
    this.shell.update();
    tick();
  }

  second() {
    tick();
    this.keeping.second();
    if (this.shell.second) this.shell.second();
  }

  lineChanged() {
    if (this.stream.up) {
      this.lostAt = 0;
      this.outbox.flushNow();
      if (this.prepared) this.register();
    } else if (!this.lostAt) this.lostAt = this.now();
    this.redraw();
  }

  // What is only needed when the line goes: after the first view, so that nobody waits for it.
  async prepare() {
    await new Promise((resolve) => setTimeout(resolve, 4000));
    this.keeping.begin().catch((error) => console.warn("offline", String(error)));
    const { installOffline } = await import("./installing.js");
    installOffline(this.screen);
    this.prepared = true;
    if (this.stream.up) this.register();
  }

  /** What signs a batch that goes late; null where its module cannot be had. */
  signing() {
    if (!this.signer) {
      this.signer = import("./signing.js").then(
        ({ Signer }) => new Signer(this.session),
        () => (this.signer = null),
      );
    }
    return this.signer;
  }

  async register() {
    const signer = this.outbox.durable && (await this.signing());
    if (signer) signer.register();
  }

  sent() {
    for (const send of this.outbox.sends) {
      if (this.announced[send.id] === send.state) continue;
      this.announced[send.id] = send.state;
      if (send.state === "recorded" || send.state === "refused") announce(stateOf({ ...send, durable: this.outbox.durable })[1]);
    }
    this.redraw();
  }

  beat() {
    if (!this.stream.up || document.hidden) this.session.ask("/live/beat", {}).catch(() => {});
  }

  ended() {
    this.stream.end();
    this.redraw();
  }

  restoreDrafts() {
    try {
      this.drafts = JSON.parse(sessionStorage.getItem(this.draftsKey)) || {};
    } catch (_) {
      this.drafts = {};
    }
  }

  keepDrafts() {
    try {
      sessionStorage.setItem(this.draftsKey, JSON.stringify(this.keeping.draftsOf(this.drafts)));
    } catch (_) {
      // Nothing is lost but what was half typed.
    }
  }
}

/** Say something to a screen reader without moving the focus. */
export function announce(text) {
  const node = document.getElementById("said");
  if (node) node.textContent = text;
}

/** The strip that every page with simulated data carries. */
export function markSimulation(on) {
  const strip = document.getElementById("simulated");
  if (!strip || strip.hidden === !on) return;
  strip.hidden = !on;
  strip.textContent = on ? say("live.simulated") : "";
  strip.setAttribute("aria-label", strip.textContent);
}

/** The line to the server, in words: [sort, words]. */
export function lineOf(app) {
  const waiting = app.outbox.waiting();
  if (app.outbox.unkept()) return ["bad", say("live.line.unkept", { n: app.outbox.unkept() })];
  if (app.session.over) return ["bad", say(waiting ? "live.line.over_waiting" : "live.line.over", { n: waiting })];
  if (waiting && app.outbox.trouble) return ["bad", app.outbox.trouble];
  if (app.stream.up) {
    const heard = say("live.line.heard", { span: when.span(app.stream.age()) });
    return ["good", waiting ? `${heard} · ${say("live.line.waiting", { n: waiting })}` : heard];
  }
  if (app.stream.age() === null && !app.stream.tries) return ["wait", say("live.line.first")];
  if (app.screen === "site" && app.outbox.durable && app.lostAt) {
    const lost = say(waiting ? "live.line.lost_since_waiting" : "live.line.lost_since", { at: when(app.lostAt), n: waiting });
    return ["bad", app.doubtful ? `${lost} ${say("live.line.clock_doubtful")}` : lost];
  }
  if (waiting && app.outbox.durable) return ["bad", say("live.line.lost_waiting", { n: waiting })];
  return ["bad", say(app.outbox.durable ? "live.line.lost" : "live.line.lost_steering")];
}

/** The switch between Vietnamese and English. */
export function languageSwitch(app) {
  const other = lang() === "vi" ? "en" : "vi";
  const change = async () => {
    try {
      await loadWords(other);
    } catch (_) {
      return; // no line, and nothing kept yet: it stays as it is
    }
    document.title = say(`live.title.${document.documentElement.dataset.screen}`);
    document.getElementById("simulated").hidden = true;
    app.allAgain();
  };
  return el("button", { class: "quiet lang", type: "button", lang: other, onclick: change, "data-key": "lang" }, other === "en" ? "English" : "Tiếng Việt");
}

async function patiently(job) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await job();
    } catch (error) {
      if (tries > 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(8000, 1000 + 700 * tries) * (0.7 + Math.random() * 0.6)));
    }
  }
}

/** Start a screen: words, session (asking for one when there is none), then the shell. */
export async function start(screen) {
  await patiently(() => Promise.all([loadWords(), loadOrder()]));
  document.title = say(`live.title.${screen}`);
  const session = new Session();
  // Who was here before and has nothing new in the address needs no way in.
  const known = !location.hash && session.resume();
  const wayIn = screen === "phone" ? "enter-phone" : screen === "room" ? "pair" : "enter";
  const [{ shell }, way] = await patiently(() => Promise.all([import(`/static/live/screens/${screen}.js`), known ? null : import(`/static/live/${wayIn}.js`)]));
  if (way) await way.enter(session, screen);
  const app = new App(screen, session);
  await app.run(shell);
  return app;
}

export { merge };

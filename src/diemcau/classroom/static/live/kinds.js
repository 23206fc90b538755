// The screens of the kinds: loaded when a view speaks of them, drawn again only when something changed.
//
// Where a kind stands is said by its module in one line, `export const place = { site: "tools", phone: "foot" };`:
//   phone  now (usual) · status (one line under what is on) · foot (a button; loaded when the rest is there)
//   site   top (a band over everything until it is answered) · now (usual; one at a time, the rest by name under it)
//          · roll · tab (a panel of its own beside the roll) · tools (the same, opened from a list)
//   room   main (usual) · back (when nothing else is on) · strip (one line at the foot)
//   control  its own places, see screens/control.js
// `export const task` puts a line on the site desk's list of things to do. docs/kinds/README.md says more.

import { el, merge, whenFree } from "./dom.js";
import { alsoWords, lang, say } from "./words.js";

const modules = {};
let order = [];
let apart = {}; // kind → its files that only some screens load: "site", "desk"
let ahead = {}; // screen → kinds that come with it, and their words with its words
let places = {}; // kind → {screen: place}, known before its module is here
const PART = { site: "site", lecturer: "desk", control: "desk", monitor: "desk" };
const loading = {};
const tries = {};
const screen = document.documentElement.dataset.screen || "";

/** The order of the kinds, as the registry gives it. */
export async function loadOrder() {
  const answer = await fetch("/static/kinds/index.json");
  if (!answer.ok) throw new Error(`kinds: ${answer.status}`);
  ({ order, apart, places, ahead } = await answer.json());
}

async function load(kind, changed) {
  try {
    const file = (apart[kind] || []).includes(PART[screen]) ? `${kind}.${PART[screen]}` : kind;
    const [module] = await Promise.all([import(`/static/kinds/${file}.js${tries[kind] ? `?again=${tries[kind]}` : ""}`), (ahead[screen] || []).includes(kind) ? null : alsoWords(`kinds/${file}`)]);
    modules[kind] = module;
    changed();
  } catch (error) {
    console.warn("screen of a kind", kind, String(error)); // most often the line
    // A line that broke in the middle of a file. Browsers remember the failure of an address, so the
    // next try has another one.
    tries[kind] = (tries[kind] || 0) + 1;
    setTimeout(() => {
      loading[kind] = null;
      changed();
    }, 5000);
  }
}

/** The module of a kind, or null until it is here. */
function moduleOf(kind, changed) {
  if (modules[kind]) return modules[kind];
  if (order.includes(kind) && !loading[kind]) loading[kind] = load(kind, changed);
  return null;
}

// What is not looked at first comes after everything else: on a weak line the question and the roll go before it.
const LATER = { phone: ["foot"], site: ["tools", "top"] };
let rest = null; // a promise, once the rest is asked for
let quiet = false;
const waits = (kind) => !modules[kind] && !(ahead[screen] || []).includes(kind) && (LATER[screen] || []).includes((places[kind] || {})[screen]);

// The module of a kind; of one that may wait, until it is here, where it stands; null for one that is on its way.
function screenOf(app, kind) {
  const module = waits(kind) && !quiet ? null : moduleOf(kind, () => app.redraw());
  return module || (waits(kind) ? { place: places[kind] } : null);
}

/** Load what waits, now; the promise is kept when its words are here too. */
export function loadTheRest(app) {
  if (!rest) {
    rest = alsoWords(`later/${screen}`).catch((error) => {
      console.warn("words of the rest", String(error));
      rest = null;
      throw error;
    });
    quiet = true;
    app.redraw();
  }
  return rest;
}

let counted = false;

/** Once all that is on is here, load the rest; `then` is called when it may be used. */
export function thenTheRest(app, then) {
  if (counted || !app.sitting() || !allLoaded(app)) return;
  counted = true;
  const again = () => loadTheRest(app).then(then).catch(() => setTimeout(again, 5000));
  setTimeout(again, 2000);
}

/** Activities of a desk in the order of the kinds. `app` is the running screen. */
export function actsOf(app) {
  const merged = app.acts();
  return Object.keys(merged)
    .filter((id) => order.includes(merged[id].kind))
    .sort((a, b) => order.indexOf(merged[a].kind) - order.indexOf(merged[b].kind) || (a < b ? -1 : 1))
    .map((id) => ({ id, kind: merged[id].kind, act: merged[id], screen: screenOf(app, merged[id].kind) }))
    .filter((entry) => entry.screen);
}

/** Whether the screen of every activity that speaks is here (or has failed to come). */
export function allLoaded(app) {
  return Object.values(app.acts()).every(({ kind }) => !order.includes(kind) || waits(kind) || modules[kind] || tries[kind]);
}

/** Where a kind stands on a screen: what it says in `place`, else `usual`. */
export function placeOf(entry, screen, usual) {
  return (entry.screen.place && entry.screen.place[screen]) || usual;
}

/** The views of the kinds that a screen looks at beside its own: {kind: act}. */
export function besideOf(app, entry) {
  const merged = app.acts();
  const views = {};
  for (const kind of entry.screen.beside || []) if (merged[kind]) views[kind] = merged[kind];
  return views;
}

const OVER = ["closed", "shown", "void"];

/** Whether an activity takes nothing more, and can only be read. */
export const isOver = ({ act }) => OVER.includes(act.phase);

/** Whether an activity still asks this device: it is not over, and nothing was sent for it. */
export function asks(app, { id, kind, act }) {
  return kind !== "slides" && !OVER.includes(act.phase) && !app.outbox.of(id).some((send) => send.state !== "refused");
}

/** What still asks this device goes before what does not; of each sort, what was steered last stands first. */
export function asksFirst(app, entries) {
  return entries.map((entry) => [entry, asks(app, entry) ? 1 : 0]).sort(([a, first], [b, second]) => second - first || (b.act.moved || 0) - (a.act.moved || 0)).map(([entry]) => entry);
}

/** What was steered last stands first; what nobody steers keeps its place after it. */
export function newestFirst(entries) {
  return entries.slice().sort((a, b) => (b.act.moved || 0) - (a.act.moved || 0));
}

/** What an activity is called in a list: its own title, else that of its kind. */
export function titleOf({ act, kind }) {
  return act.title || nameOf(kind);
}

/** What a kind is called on a tab or a button. */
export function nameOf(kind) {
  return say.has(`live.kind.${kind}`) ? say(`live.kind.${kind}`) : say(`${kind}.title`);
}

/** The same in one or two words, for the foot of a phone. */
export function shortNameOf(kind) {
  return say.has(`live.short.${kind}`) ? say(`live.short.${kind}`) : nameOf(kind);
}

/** Whether two lists hold the same things. */
export function alike(one, other) {
  return one.length === other.length && one.every((thing, n) => thing === other[n]);
}

/** Nodes of one place of a screen. Keeps each activity's node while nothing that it shows has changed. */
export class Slot {
  constructor(app, screen, attributes) {
    this.app = app;
    this.screen = screen;
    this.node = el("div", attributes || {});
    this.shown = {}; // activity → {mark, node}
  }

  /** Everything that a picture may depend on. An act that says nothing new is the same object as before. */
  mark(entry) {
    const { app } = this;
    const { phase, item, deadline } = app.sitting() || {};
    const sends = app.outbox ? app.outbox.of(entry.id).map((send) => [send.id, send.state, send.kept]) : [];
    return [entry.act, phase, item && item.id, deadline, JSON.stringify(sends), app.rosterVersion, app.ticks[entry.id] || 0, lang(), ...Object.values(besideOf(app, entry))];
  }

  /** Of what is steered leave one to be seen: the picked one, else the first. Gives its id and those of the others. */
  single(entries, picked) {
    const there = entries.filter(({ act }) => act.moved).map(({ id }) => id).filter((id) => this.shown[id] && this.shown[id].node);
    const one = there.includes(picked) ? picked : there[0] || "";
    for (const id of there) this.shown[id].node.hidden = id !== one;
    return { one, others: there.filter((id) => id !== one) };
  }

  draw(entry) {
    try {
      return entry.screen[this.screen](this.app.contextOf(entry)) || null;
    } catch (error) {
      // One kind that fails must not take the desk down with it.
      console.error(this.screen, entry.id, error);
      return el("p", { class: "card bad", role: "alert" }, say("live.kind_failed"));
    }
  }

  /** Show these activities, or of them the first so many that have something to show; true when there is any. */
  update(entries, most = Infinity) {
    const speaking = entries.filter((entry) => entry.screen[this.screen]);
    const wanted = {};
    let before = null;
    let shown = 0;
    for (const entry of speaking) {
      if (shown === most) break;
      wanted[entry.id] = true;
      const node = this.place(entry);
      if (!node) continue;
      shown += 1;
      const next = before ? before.nextSibling : this.node.firstChild;
      if (node !== next) this.node.insertBefore(node, next);
      before = node;
    }
    for (const id of Object.keys(this.shown)) {
      if (wanted[id]) continue;
      if (this.shown[id].node) this.shown[id].node.remove();
      delete this.shown[id];
    }
    return shown > 0;
  }

  place(entry) {
    const known = this.shown[entry.id];
    const mark = this.mark(entry);
    if (known && alike(known.mark, mark)) return known.node;
    const next = this.draw(entry);
    if (!known || !known.node || !next) {
      if (known && known.node) known.node.remove();
      this.shown[entry.id] = { mark, node: next };
      return next;
    }
    const node = merge(known.node, next, false);
    this.shown[entry.id] = { mark, node };
    return node;
  }
}


/** Collect many reasons to redraw into one picture, never under a pressed finger. */
export function collected(job) {
  let asked = false;
  const run = () => {
    asked = false;
    whenFree(job);
  };
  return () => {
    if (asked) return;
    asked = true;
    // A hidden tab has no frames to wait for.
    if (document.hidden) setTimeout(run, 50);
    else requestAnimationFrame(run);
  };
}

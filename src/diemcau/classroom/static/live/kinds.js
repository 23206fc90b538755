// The screens of the kinds: loaded when a view speaks of them, drawn again only when something changed.

import { el, merge, whenFree } from "./dom.js";
import { lang, say } from "./words.js";

const modules = {};
let order = [];
let desks = []; // kinds with a file of their own for the desks of those who steer
const STEERING = ["lecturer", "control", "monitor"];
const loading = {};
const tries = {};

/** The order of the kinds, as the registry gives it. */
export async function loadOrder() {
  const answer = await fetch("/static/kinds/index.json");
  if (!answer.ok) throw new Error(`kinds: ${answer.status}`);
  ({ order, desks } = await answer.json());
}

async function load(kind, changed) {
  try {
    const file = desks.includes(kind) && STEERING.includes(document.documentElement.dataset.screen) ? `${kind}.desk` : kind;
    modules[kind] = await import(`/static/kinds/${file}.js${tries[kind] ? `?again=${tries[kind]}` : ""}`);
    changed();
  } catch (error) {
    console.error("screen of a kind", kind, error);
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

/** Activities of a desk in the order of the kinds. `app` is the running screen. */
export function actsOf(app) {
  const merged = app.acts();
  return Object.keys(merged)
    .filter((id) => order.includes(merged[id].kind))
    .sort((a, b) => order.indexOf(merged[a].kind) - order.indexOf(merged[b].kind) || (a < b ? -1 : 1))
    .map((id) => ({ id, kind: merged[id].kind, act: merged[id], screen: moduleOf(merged[id].kind, () => app.redraw()) }))
    .filter((entry) => entry.screen);
}

/** Whether the screen of every activity that speaks is here (or has failed to come). */
export function allLoaded(app) {
  return Object.values(app.acts()).every(({ kind }) => !order.includes(kind) || modules[kind] || tries[kind]);
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

/** What was steered last stands first; what nobody steers keeps its place after it. */
export function newestFirst(entries) {
  return entries.slice().sort((a, b) => (b.act.moved || 0) - (a.act.moved || 0));
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

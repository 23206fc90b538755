// What every screen shares: where the sitting is, the line to the server, sends that were refused.

import { asks, isOver, nameOf, titleOf } from "../kinds.js";
import { el, lineOf, say, status, when } from "../frame.js";

/** Name a part of the screen for those who do not see it, in the language that is on. */
export function named(node, key) {
  const words = say(key);
  if (node.getAttribute("aria-label") !== words) node.setAttribute("aria-label", words);
}

/** Where the sitting is, in words. */
export function phaseWords(sitting) {
  return sitting ? say(`live.phase.${sitting.phase}`) : say("live.phase.unknown");
}

/** The line to the server as a paragraph; `aria-live` is left to changes of sort. */
export function lineNode(app) {
  const [sort, words] = lineOf(app);
  const sign = { good: "●", wait: "◐", bad: "✕" }[sort];
  return el("p", { class: `line ${sort}` }, el("span", { "aria-hidden": "true" }, `${sign} `), words);
}

/** Move the clock and the line of a header, each second, without drawing anything else. */
export function tickHeader(app, node) {
  const clock = node.querySelector(".clock");
  const time = when(app.now());
  if (clock && clock.textContent !== time) clock.textContent = time;
  const line = node.querySelector(".line");
  const [, words] = lineOf(app);
  if (line && !line.textContent.endsWith(words)) line.replaceWith(lineNode(app));
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** Title of the item that is on, or what stands instead. */
export function itemWords(sitting) {
  if (!sitting || sitting.phase !== "on" || !sitting.item) return capital(phaseWords(sitting));
  return sitting.item.title;
}

const newestOf = (entries) => Math.max(0, ...entries.map(({ act }) => act.moved || 0));

/** Which of several steered things is seen: as `asksFirst` orders them, until something new is steered. */
export class Focus {
  constructor(app, slot) {
    this.app = app;
    this.slot = slot;
    this.on = ""; // the one that is seen
    this.picked = ""; // the one that was chosen by name
    this.moved = 0; // what had been steered by then
  }

  /** Choose one; "" for the newest. */
  pick(id) {
    this.picked = this.on = id;
    this.moved = 0;
    this.app.redraw();
  }

  // An answer stays in sight with what became of it. What comes new does not push away what somebody is writing in,
  // nor a choice that still asks.
  stays(entries) {
    const newest = newestOf(entries);
    const active = document.activeElement;
    const on = entries.find(({ id }) => id === this.on);
    if (on && this.picked && !this.moved) this.moved = newest;
    if (on && asks(this.app, on)) {
      if (this.on === this.picked) return this.on;
      if (active && /^(TEXTAREA|INPUT|SELECT)$/.test(active.tagName) && this.slot.node.contains(active)) return this.on;
    }
    if (on && newest <= this.moved) return this.on;
    this.picked = "";
    this.moved = newest;
    return "";
  }

  /** Leave one to be seen of what the slot shows; gives the ids of the others. Entries come as `asksFirst` orders them. */
  update(entries) {
    const { one, others } = this.slot.single(entries, this.stays(entries));
    this.on = one;
    return others;
  }
}

/** What else is on beside the one that is seen, each a press away; null for nothing. After the close of the sitting
 * (`over`) only what says that it is open is so. */
export function othersList(entries, others, pick, over) {
  const done = (entry) => (over ? entry.act.phase !== "open" : isOver(entry));
  const row = (entry) => el("li", {}, el("button", { type: "button", class: done(entry) ? "other over" : "other", onclick: () => pick(entry.id), "data-key": `other-${entry.id}` }, entry.kind === "slides" ? `${nameOf("slides")}: ${titleOf(entry)}` : titleOf(entry)));
  const list = (key, some) => (some.length ? [el("p", { class: "muted" }, say(key)), el("ul", {}, some.map(row))] : null);
  const those = entries.filter(({ id }) => others.includes(id));
  return those.length ? el("nav", { class: "others", "aria-label": say("live.others") }, list("live.others", those.filter((entry) => !done(entry))), list("live.others_over", those.filter(done))) : null;
}

/** Commands that were refused, each with its words and a way to put it aside. */
export function refusedList(app) {
  const rows = app.outbox.sends
    .filter((send) => send.state === "refused" && send.kind.startsWith("sitting.") === false)
    .map((send) => {
      const put = () => app.outbox.dismiss(send.id);
      return el("li", {}, el("strong", {}, nameOf(send.kind.split(".")[0])), status({ ...send, durable: app.outbox.durable }), el("button", { class: "quiet", type: "button", onclick: put, "data-key": `off-${send.id}` }, say("live.refused.seen")));
    });
  return rows.length ? el("section", { class: "card refusals", role: "alert" }, el("h2", {}, say("live.refused.title")), el("ul", {}, rows)) : null;
}

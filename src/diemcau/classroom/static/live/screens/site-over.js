// The site desk once the sitting is closed: that it is over, whether all has gone, and what may still be done. It comes
// after the first view.

import { count, el, say } from "../frame.js";

// Kinds whose tasks outlive the sitting; of the others only what is still on its way.
const STANDS = ["headcount", "presence", "essay", "phones"];
const GONE = ["checklist", "floor"]; // tools of a class that is on
const WAYS = ["headcount", "roll", "phones", "obstacle"]; // panels of the desk
const WORDS = { headcount: "live.over.headcount", roll: "live.over.roll", phones: "live.over.back", obstacle: "live.over.obstacle" };

/** What the tabs are called that have another meaning now. */
export function overTab(id) {
  return say(id === "phones" ? "live.over.phones" : "live.over.tab");
}

/** Tasks that are left. */
export function tasksLeft(tasks) {
  return tasks.filter(({ kind, open, state }) => STANDS.includes(kind || open) || state === "wait");
}

/** Tools that are left. */
export const toolsLeft = (tools) => tools.filter(({ id }) => !GONE.includes(id));

/** What stands where no task is left. */
export const nothingLeft = () => say("live.over.nothing");

/** On the first tab the whole card, on the others a line with a way there. */
export function closing(site, panels) {
  if (site.focus && !site.ended) {
    site.ended = true; // what may still be handed in comes first
    site.focus.pick("");
  }
  if (site.chosen !== "now") {
    return el("p", { class: "card foot-row over" }, el("span", {}, say("live.over.title")), el("button", { type: "button", class: "quiet", onclick: () => site.open("now"), "data-key": "to-over" }, say("live.over.go")));
  }
  const waiting = site.app.outbox.waiting();
  const state = waiting ? el("p", { class: "status warn" }, `◐ ${say("live.over.waiting", { n: count(waiting) })}`) : el("p", { class: "status good" }, `✓ ${say("live.over.sent")}`);
  const there = WAYS.filter((id) => id === "phones" || panels.some((panel) => panel.id === id && panel.entries.length));
  const way = (id) => el("button", { type: "button", onclick: () => site.open(id), "data-key": `over-${id}` }, say(WORDS[id]));
  return el("section", { class: "card stack over" }, el("h2", {}, say("live.over.title")), state, el("p", {}, say("live.over.what")), el("div", { class: "buttons" }, there.map(way)), el("p", { class: "muted" }, say("live.over.late")));
}

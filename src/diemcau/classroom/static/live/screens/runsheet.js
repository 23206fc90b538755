// The run sheet: what is on, what comes, how late it is; and the steps that start things.

import { countdown, el, say, status, when } from "../frame.js";

const MINUTE = 60000;

/** The items of the sitting with the instants at which they began: [{item, at, state}]. */
export function itemsOf(app) {
  const sitting = app.sitting();
  const items = (app.roster && app.roster.items) || [sitting && sitting.item, sitting && sitting.next].filter(Boolean);
  const began = {};
  for (const [id, at] of (sitting && sitting.done) || []) began[id] = at;
  if (sitting && sitting.item) began[sitting.item.id] = sitting.item_at;
  const on = items.findIndex((item) => sitting && sitting.item && item.id === sitting.item.id);
  const over = Boolean(sitting) && sitting.phase === "closed";
  return items.map((item, n) => ({ item, at: began[item.id] || 0, state: n === on && !over ? "on" : began[item.id] || n < on ? "done" : n === on + 1 && !over ? "next" : "later" }));
}

/** Minutes that the sitting is late (negative: early); null when the plan gives no start, or nothing is on. */
export function lateBy(app) {
  const start = app.roster && app.roster.starts_at;
  const sitting = app.sitting();
  if (!start || !sitting || !sitting.item || sitting.phase !== "on") return null;
  let planned = start;
  for (const { item, state } of itemsOf(app)) {
    if (state === "on") break;
    planned += item.minutes * MINUTE;
  }
  const over = Math.max(0, app.now() - sitting.item_at - sitting.item.minutes * MINUTE);
  return Math.round((sitting.item_at - planned + over) / MINUTE);
}

/** How late, in words. */
export function lateWords(app) {
  const late = lateBy(app);
  if (late === null) return "";
  if (late > 0) return say("live.run.late", { n: late });
  return late < 0 ? say("live.run.early", { n: -late }) : say("live.run.on_time");
}

const RUNNING = ["open", "discuss"];

function row(app, { item, at, state }, sitting) {
  const go = () => app.send("sitting.go", "sitting", { item: item.id });
  const sign = { on: "●", done: "✓", next: "○", later: "○" }[state];
  const times = [at ? say("live.run.from", { at: when(at) }) : "", say("live.run.minutes", { n: item.minutes })].filter(Boolean).join(" · ");
  const left = state === "on" && sitting.phase === "on" ? el("p", { class: "left" }, say("live.run.left"), " ", countdown(at + item.minutes * MINUTE)) : null;
  const running = app.entries().some(({ act }) => RUNNING.includes(act.phase)); // what is on has the main button
  const can = sitting && sitting.phase === "on" && state !== "on";
  return el(
    "li",
    { class: state, "aria-current": state === "on" ? "step" : null },
    el("span", { class: "sign", "aria-hidden": "true" }, sign),
    el("div", {}, el("p", { class: "name" }, item.title), el("p", { class: "muted" }, times), left),
    can ? el("button", { type: "button", class: state !== "next" ? "quiet small" : running ? "" : "primary", onclick: go, "data-key": `go-${item.id}` }, say(state === "next" ? "live.run.start" : "live.run.switch")) : null,
  );
}

/** The run sheet as a list, with the step that opens the sitting. */
export function runSheet(app) {
  const sitting = app.sitting();
  const begin = () => app.send("sitting.begin", "sitting", {});
  const first = sitting && sitting.phase === "open" ? el("button", { type: "button", class: "primary wide", onclick: begin, "data-key": "begin" }, say("live.run.begin")) : null;
  const last = app.sendsOf("sitting").find((send) => /begin|go|close/.test(send.kind));
  const failed = last && last.state !== "recorded" ? status(last) : null;
  return el("section", { class: "runsheet" }, el("div", { class: "head" }, el("h2", {}, say("live.run.title")), el("p", { class: "muted" }, lateWords(app))), first, failed, el("ol", {}, itemsOf(app).map((entry) => row(app, entry, sitting))));
}

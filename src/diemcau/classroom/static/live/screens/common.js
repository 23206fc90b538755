// What every screen shares: where the sitting is, the line to the server, sends that were refused.

import { nameOf } from "../kinds.js";
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

/** Title of the item that is on, or what stands instead. */
export function itemWords(sitting) {
  if (!sitting || sitting.phase !== "on" || !sitting.item) return phaseWords(sitting);
  return sitting.item.title;
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

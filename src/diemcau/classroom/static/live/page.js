// A plain page of one column, for the ways in.

import { el } from "./dom.js";
import { say } from "./words.js";

/** A plain page of one column: the product's name, a heading, what comes below it. */
export function page(title, ...content) {
  const brand = el("p", { class: "brand" }, say("live.brand"));
  return el("main", { class: "enter", "data-key": "enter" }, brand, el("h1", { tabindex: "-1" }, title), content);
}

/** What a class records of a learner, why, and who reads it: one line each, its subject first. */
export function recorded() {
  const line = (words) => {
    const [subject, ...rest] = words.split(": ");
    return el("li", {}, el("strong", {}, `${subject}: `), rest.join(": "));
  };
  return el("ul", { class: "recorded" }, say("live.phone.what").split("\n").map(line));
}

/** What to say when a request did not work. */
export function wordsOf(error) {
  return error.words || say(error.status ? "live.enter.fault" : "live.enter.no_line");
}

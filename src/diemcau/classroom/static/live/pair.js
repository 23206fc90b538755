// A hall screen that belongs to no room yet: six letters, which the host types at his desk.
// It shows no content, no code and no name of a place before that.

import { backoff, call } from "./api.js";
import { el, fillWith } from "./dom.js";
import { say } from "./words.js";

const ASK_EVERY = 3000;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function draw(letters, line) {
  const groups = letters ? [letters.slice(0, 3), letters.slice(3)] : ["···", "···"];
  const shown = el("p", { class: "letters", "aria-label": (letters || "").split("").join(" ") }, groups.map((group) => el("span", {}, group)));
  const how = say("live.pair.how").split("\n").map((words) => el("li", {}, words));
  const main = el("main", { class: "pairing" }, el("p", { class: "brand" }, say("live.brand")), el("h1", {}, say("live.pair.title")), shown, el("ol", {}, how), el("p", { class: "muted", role: "status" }, line), el("p", { class: "muted" }, say("live.pair.one")), el("p", { class: "muted" }, say("live.room.keys")));
  fillWith(document.getElementById("app"), main);
}

async function letters(tries = 0) {
  try {
    return await call("/live/pair", { body: {} });
  } catch (error) {
    draw("", error.words || say("live.pair.no_line"));
    await wait(backoff(tries));
    return letters(tries + 1);
  }
}

/** Wait until a host has named this screen; a one-time link names it too. */
export async function enter(session, screen) {
  if (location.hash.startsWith("#l=")) {
    const ways = await import("/static/live/enter.js");
    await ways.enter(session, screen);
    return;
  }
  if (session.resume()) return;
  for (;;) {
    const pairing = await letters();
    draw(pairing.letters, say("live.pair.waiting"));
    for (;;) {
      await wait(ASK_EVERY);
      let answer;
      try {
        answer = await call("/live/pair/poll", { body: { secret: pairing.secret } });
        draw(pairing.letters, say("live.pair.waiting"));
      } catch (error) {
        draw(pairing.letters, error.status ? error.words : say("live.pair.no_line"));
        if (error.status === 404) break; // these letters are too old: new ones
        continue;
      }
      if (answer.token) {
        session.take({ role: "room", ...answer }, true);
        return;
      }
    }
  }
}

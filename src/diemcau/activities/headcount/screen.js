// The headcount: what its desks share; phone and hall do not show it.

import { count, el, say, status } from "/static/live/frame.js";

export const place = { site: "tab" };

/** How the last thing said went; a refusal stands at the top of the desk already. */
export const arrived = (send) => (send && send.state !== "refused" ? status(send) : null);

const SETTLED = ["confirmed", "checked", "locked"];
const SIGN = { "": "○", entered: "◐", confirmed: "✓", checked: "✓", locked: "✓" };

export const settled = (level) => SETTLED.includes(level);
const stateWords = (level) => say(level ? `headcount.state.${level}` : "headcount.state.none");
export const pill = (level) => el("span", { class: `pill ${settled(level) ? "good" : level ? "warn" : ""}` }, `${SIGN[level]} ${stateWords(level)}`);

export function sentence(numbers) {
  return say("headcount.numbers", { present: count(numbers.present), excused: count(numbers.excused), absent: count(numbers.absent) });
}

export const byWords = (by) => say(`headcount.by.${by}`);

export function phone() {
  return null;
}

export function room() {
  return null;
}

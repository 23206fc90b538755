// The roll on the phone and in the hall: whether one is in, how many are there.

import { count, el, say, when } from "/static/live/frame.js";

export const place = { site: "roll", phone: "status", room: "strip" };

const IN_ROOM = ["co_mat", "muon_som", "du_thay"];

export function phone(ctx) {
  const { act, sends } = ctx;
  const waiting = sends.find(({ state }) => state === "saved" || state === "sent");
  if (act.by === "desk") {
    const sure = IN_ROOM.includes(act.s);
    return el("p", { class: `status ${sure ? "good" : "warn"}` }, `${sure ? "✓" : "▲"} ${say(sure ? "presence.phone.by_desk" : "presence.phone.away", { status: say(`presence.status.${act.s}`), at: when(act.at) })}`);
  }
  if (act.phone) return el("p", { class: `status ${act.late ? "warn" : "good"}` }, `${act.late ? "▲" : "✓"} ${say(act.late ? "presence.phone.late" : "presence.phone.in", { at: when(act.phone) })}`);
  if (waiting) return el("p", { class: "status wait" }, `◐ ${say("presence.phone.waiting")}`);
  return el("div", { class: "stack" }, el("button", { class: "primary wide", type: "button", "data-key": "check-in", onclick: () => ctx.send("check_in", {}) }, say("presence.phone.check_in")));
}

export function room({ act }) {
  return act.of ? el("p", { class: "count" }, say("presence.here", { n: count(act.present), of: count(act.of) })) : null;
}

// The site desk's panel of phones: the code, the seats that wait for a word of the host, the hall screen. It comes
// after the first view.

import { el, field, say, status } from "../frame.js";
import { wayBack } from "./way-back.js";

function seatWords(app, seat) {
  const known = app.roster && app.roster.seats && app.roster.seats[seat];
  return known ? `${known.no}. ${known.name}` : say("live.site.seat", { seat });
}

/** The panel; `contested` are seats that two phones claim, `unconfirmed` those that came in by a code alone. */
export function phonesPanel(app, contested, unconfirmed) {
  const decide = (seat, verb) => () => app.send(`sitting.${verb}`, "sitting", { seat });
  const row = (seat, doubted) =>
    el(
      "li",
      {},
      el("span", {}, doubted ? `▲ ${seatWords(app, seat)}` : seatWords(app, seat), el("small", {}, say(doubted ? "live.site.contested" : "live.site.unconfirmed"))),
      el("span", { class: "buttons" }, el("button", { type: "button", onclick: decide(seat, "confirm_claim"), "data-key": `yes-${seat}` }, say("live.site.confirm")), el("button", { type: "button", class: "quiet", onclick: decide(seat, "free_seat"), "data-key": `free-${seat}` }, say("live.site.free"))),
    );
  const others = unconfirmed.filter((seat) => !contested.includes(seat));
  const last = app.sendsOf("sitting").find((send) => send.kind.endsWith("_claim") || send.kind.endsWith("_seat"));
  const rows = [...contested.map((seat) => row(seat, true)), ...others.map((seat) => row(seat, false))];
  const seats = el("section", { class: "card stack" }, el("h2", {}, say("live.site.seats_title")), rows.length ? el("ul", { class: "claims" }, rows) : el("p", { class: "muted" }, say("live.site.seats_none")), status(last));
  const back = wayBack(app, (app.acts().sitting || {}).claims || {});
  if ((app.sitting() || {}).phase === "closed") return [back, rows.length ? seats : null]; // no room makes a code any more
  return [
    el("section", { class: "card stack" }, el("h2", {}, say("live.code.title")), el("p", {}, say("live.code.how")), el("div", { class: "code-place" })),
    seats,
    back,
    pairing(app),
    oneMachine(),
  ];
}

function pairing(app) {
  const ctx = { id: "pair", draft: app.draftOf("pair") };
  const send = async (event) => {
    event.preventDefault();
    try {
      await app.session.ask("/live/pair/confirm", { letters: (ctx.draft.letters || "").toUpperCase().replace(/[^A-Z]/g, "") });
      Object.assign(ctx.draft, { letters: "", said: say("live.pair.done"), sort: "good" });
    } catch (error) {
      Object.assign(ctx.draft, { said: error.words || say("live.enter.no_line"), sort: "bad" });
    }
    app.redraw();
  };
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, say("live.pair.desk_title")),
    el("form", { class: "stack", onsubmit: send }, field(ctx, "letters", { label: say("live.pair.letters"), hint: say("live.pair.hint"), class: "digits", maxlength: 8, autocomplete: "off", autocapitalize: "characters" }), el("button", { type: "submit", "data-key": "pair-go" }, say("live.pair.confirm"))),
    ctx.draft.said ? el("p", { class: `status ${ctx.draft.sort}`, role: "status" }, ctx.draft.said) : null,
  );
}

function oneMachine() {
  const steps = say("live.one.steps", { address: `${location.host}/room` }).split("\n");
  return el("details", { class: "card stack", "data-key": "one-machine" }, el("summary", {}, say("live.one.title")), el("p", {}, say("live.one.what")), el("ol", { class: "how" }, steps.map((step) => el("li", {}, step))), el("p", { class: "muted" }, say("live.one.slip")));
}

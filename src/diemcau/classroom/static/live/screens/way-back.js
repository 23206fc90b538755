// The site desk's way back in for one learner: another phone, a browser that forgot, a paper to hand in after the
// class. The way is made for half an hour and one phone, so it is never kept: it goes when the panel is left.

import { el, field, say } from "../frame.js";
import { picture } from "../codebox.js";
import { copy } from "./quick.js";

const state = { seat: 0, url: "", said: "", sort: "" };

function options(app) {
  const seats = Object.entries((app.roster && app.roster.seats) || {}).sort(([, one], [, other]) => one.no - other.no);
  return [["", say("live.back.choose")], ...seats.map(([seat, { no, name }]) => [seat, `${no}. ${name}`])];
}

function tell(app, sort, said) {
  Object.assign(state, { sort, said });
  app.redraw();
}

/** Forget the way that was made. */
export function forget() {
  Object.assign(state, { seat: 0, url: "", said: "", sort: "" });
}

/** The card. `claims` are the seats that phones hold: who comes back takes his from the phone he had. */
export function wayBack(app, claims) {
  const ctx = { id: "back", draft: app.draftOf("back") };
  const seat = Number(ctx.draft.seat) || 0;
  if (state.url && state.seat !== seat) forget();
  const make = async (event) => {
    event.preventDefault();
    if (!seat) return;
    try {
      const { url, path } = await app.session.ask("/live/again", { seat });
      if (claims[seat]) app.send("sitting.free_seat", "sitting", { seat });
      Object.assign(state, { seat, url: url || location.origin + path });
      tell(app, "good", say("live.back.made"));
    } catch (error) {
      tell(app, "bad", error.words || say("live.enter.no_line"));
    }
  };
  const take = async () => tell(app, "good", say((await copy(state.url)) ? "live.quick.copied" : "live.back.scan"));
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, say("live.back.title")),
    el("p", {}, say("live.back.what")),
    el(
      "form",
      { class: "stack", onsubmit: make },
      field(ctx, "seat", { type: "select", label: say("live.back.who"), options: options(app), oninput: () => app.redraw() }),
      claims[seat] ? el("p", { class: "status warn" }, `▲ ${say("live.back.held")}`) : null,
      el("button", { type: "submit", disabled: !seat, "data-key": "back-go" }, say("live.back.make")),
    ),
    state.said ? el("p", { class: `status ${state.sort}`, role: "status" }, state.said) : null,
    state.url
      ? el("div", { class: "codebox pass" }, picture(state.url), el("div", { class: "stack" }, el("p", {}, say("live.back.how")), el("button", { type: "button", class: "quiet", onclick: take, "data-key": "back-copy" }, say("live.back.copy"))))
      : null,
  );
}

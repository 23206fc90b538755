// The learner's phone: where am I · what is on · one thing to do · did it arrive.

import { arithmetic, ballotsOf } from "../ballots.js";
import { allLoaded, asksFirst, loadTheRest, placeOf, shortNameOf, Slot, thenTheRest } from "../kinds.js";
import { announce, el, fillWith, languageSwitch, lineOf, say, when } from "../frame.js";
import { recorded } from "../page.js";
import { Focus, itemWords, lineNode, named, othersList, refusedList, tickHeader } from "./common.js";

function usual(entry) {
  return entry.kind === "presence" ? "status" : "now";
}

class Phone {
  constructor(app) {
    this.app = app;
    this.head = el("header", { class: "top" });
    this.now = new Slot(app, "phone", { class: "stack" });
    this.foot = new Slot(app, "phone", { class: "stack" });
    this.state = new Slot(app, "phone", { class: "stack" });
    this.hold = el("div", {});
    this.arrived = el("div", { class: "arrived" });
    this.others = el("div", {});
    this.main = el("main", { class: "now", id: "main" }, this.hold, this.now.node, this.others, this.foot.node);
    this.bar = el("nav", { class: "foot" });
    this.lost = el("div", { class: "lost" });
    this.did = el("section", { class: "did" }, this.state.node, this.arrived);
    this.node = el("div", { class: "shell" }, this.head, this.main, this.did, el("div", { class: "bottom" }, this.lost, this.bar));
    this.open = ""; // the activity of the foot that is open
    this.focus = new Focus(app, this.now); // of several things that are on
    this.doing = 0;
    this.ballots = ballotsOf(app);
  }

  /** What this device has kept is there. */
  begin() {
    return this.ballots.load();
  }

  update() {
    const { app } = this;
    this.checkIn();
    this.ballots.look();
    const entries = this.freed() ? [] : app.entries();
    const at = (entry) => placeOf(entry, "phone", usual(entry));
    const tools = entries.filter((entry) => at(entry) === "foot");
    if (this.open && this.open !== "help" && !tools.some((entry) => entry.id === this.open)) this.open = "";
    this.updateHead();
    named(this.bar, "live.phone.more_things");
    named(this.did, "live.phone.arrived");
    const now = asksFirst(app, entries.filter((entry) => at(entry) === "now"));
    const over = (app.sitting() || {}).phase === "closed"; // that is said whatever stands there still
    if (over && !this.ended && allLoaded(app)) {
      this.ended = true; // what may still be handed in comes first
      this.focus.pick("");
    }
    const any = this.now.update(this.open ? [] : now);
    const others = this.focus.update(now);
    fillWith(this.others, this.open ? null : othersList(now, others, (id) => this.pick(id), over));
    this.notice(now);
    fillWith(this.hold, this.open === "help" ? this.help() : this.open || (any && !over) ? null : this.holdCard());
    this.foot.update(tools.filter((entry) => entry.id === this.open));
    this.state.update(entries.filter((entry) => at(entry) === "status"));
    fillWith(this.arrived, this.seatWords(), this.ballotWords(), refusedList(app), this.freed() ? null : lineNode(app));
    this.updateLost();
    this.updateFoot(tools);
    thenTheRest(app, arithmetic);
  }

  second() {
    tickHeader(this.app, this.head);
    tickHeader(this.app, this.arrived);
    this.updateLost();
  }

  pick(id) {
    this.focus.pick(id);
    window.scrollTo(0, 0);
  }

  // Bad news about the line must not lie below the fold.
  updateLost() {
    const [sort, words] = lineOf(this.app);
    const news = sort === "bad" && !this.freed() ? words : "";
    if (this.lost.textContent !== news) this.lost.textContent = news;
  }

  // Coming in is checking in: the learner has just said who he is.
  checkIn() {
    const { session } = this.app;
    if (!session.record || !session.record.fresh) return;
    delete session.record.fresh;
    session.save();
    this.app.send("presence.check_in", "presence", {});
  }

  // A new thing to do is said once, for those who do not see the screen.
  notice(now) {
    const ids = now.filter(({ id, kind }) => kind !== "slides" && this.now.shown[id] && this.now.shown[id].node);
    if (ids.length > this.doing) announce(say("live.phone.something_new"));
    this.doing = ids.length;
  }

  updateHead() {
    const { app } = this;
    const sitting = app.sitting();
    const { siteName = "", name = "" } = app.session.record || {};
    const where = [siteName, sitting && sitting.title].filter(Boolean).join(" · ");
    fillWith(
      this.head,
      el("p", { class: "place" }, where || say("live.brand")),
      el("h1", {}, sitting && sitting.phase === "on" ? el("span", { class: "on", "aria-hidden": "true" }, "● ") : null, itemWords(sitting)),
      el("p", { class: "person" }, name, el("time", { class: "clock" }, when(app.now()))),
    );
  }

  holdCard() {
    const sitting = this.app.sitting();
    if (this.app.session.over) {
      return el("section", { class: "card stack" }, el("h2", {}, say("live.phone.over_title")), el("p", {}, say("live.phone.over")), this.leaveButton(say("live.phone.enter_again"), "primary"));
    }
    if (this.freed()) return el("section", { class: "card stack" }, el("p", { class: "status bad" }, `✕ ${say("live.phone.freed")}`), this.leaveButton(say("live.phone.enter_again"), "primary"));
    if (!sitting) return el("section", { class: "card quiet-card" }, el("p", {}, say("live.line.first")));
    if (sitting.phase === "on" && sitting.item && sitting.item.phones === false) return el("section", { class: "card quiet-card" }, el("h2", {}, say("live.phone.not_now_title")), el("p", {}, say("live.phone.not_now")));
    const next = sitting.next && sitting.phase === "on" ? el("p", { class: "muted" }, say("live.next_item", { title: sitting.next.title })) : null;
    return el("section", { class: "card quiet-card" }, el("h2", {}, say(`live.phone.hold_${sitting.phase}_title`)), el("p", {}, say(`live.phone.hold_${sitting.phase}`)), next);
  }

  // The host took the seat from this phone: it is told so by its own view, and once its streams end by a refusal.
  freed() {
    const own = this.app.acts().sitting;
    return this.app.stream.freed || Boolean(own && own.freed);
  }

  // How the room knows this phone, when there is something to do about it.
  seatWords() {
    const own = this.app.acts().sitting;
    if (this.freed() || !own) return null;
    if (own.contested) return el("p", { class: "status warn" }, `▲ ${say("live.phone.contested")}`);
    return own.evidence === "code" ? el("p", { class: "status muted" }, `○ ${say("live.phone.unconfirmed")}`) : null;
  }

  // The question may be off the screen long before its ballot has gone.
  ballotWords() {
    const n = this.ballots.pending().filter((activity) => !this.app.acts()[activity]).length;
    return n ? el("p", { class: "status wait" }, `◐ ${say("poll.secret.pending", { n })}`) : null;
  }

  leaveButton(words, sort) {
    const leave = () => {
      this.app.keepDrafts();
      this.app.session.drop();
      location.reload();
    };
    return el("button", { class: sort, type: "button", onclick: leave, "data-key": "leave" }, words);
  }

  help() {
    const waiting = this.app.outbox.waiting() + this.ballots.pending().length;
    return el(
      "section",
      { class: "card stack" },
      el("h2", {}, say("live.phone.help_title")),
      el("p", {}, say("live.phone.help")),
      recorded(),
      languageSwitch(this.app),
      waiting ? el("p", { class: "status warn" }, `▲ ${say("live.phone.leave_waiting", { n: waiting })}`) : this.leaveButton(say("live.phone.leave"), "quiet"),
    );
  }

  updateFoot(tools) {
    const press = (id) => () => {
      this.open = this.open === id ? "" : id;
      loadTheRest(this.app).catch(() => {});
      this.app.redraw();
      window.scrollTo(0, 0);
    };
    const button = (id, words) => el("button", { type: "button", "aria-pressed": String(this.open === id), onclick: press(id), "data-key": `foot-${id}` }, words);
    const back = this.open ? el("button", { type: "button", class: "back", onclick: press(this.open), "data-key": "foot-back" }, say("live.phone.back")) : null;
    fillWith(this.bar, back, tools.map((entry) => button(entry.id, shortNameOf(entry.kind))), button("help", say("live.phone.help_button")));
  }
}

/** The phone's frame. */
export function shell(app) {
  return new Phone(app);
}

// The way in for a learner: the room's code, then his own name in the room's list.
// The first page says what is recorded and why, before anything is.

import { backoff, call, Failure } from "./api.js";
import { el, fillWith } from "./dom.js";
import { markSimulation } from "./frame.js";
import { uuid7 } from "./outbox.js";
import { page, recorded, wordsOf } from "./page.js";
import { deviceId } from "./session.js";
import { fold, say } from "./words.js";

const MANY = 8; // names shown before the learner has typed anything

const show = (...nodes) => fillWith(document.getElementById("app"), page(...nodes));
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// What early.js asked while this module was on its way; null where no line was there at that moment.
async function early() {
  const given = window.early && (await window.early.answer);
  window.early = null;
  if (!given || !(given.value.ticket || given.value.code)) return null; // or a page of somebody else's
  if (given.status === 200) return given.value;
  throw new Failure(given.status, given.value.code, given.value.words);
}

function takeFragment() {
  if (window.early) return { site: window.early.site, code: window.early.code };
  const [, site, code] = /^#(\d+)\.([\w.-]+)$/.exec(location.hash) || [];
  if (site) history.replaceState(null, "", location.pathname + location.search);
  return site ? { site: Number(site), code } : null;
}

// Only what the server has signed has a point in it; codes of rooms have none.
function isPass(code) {
  return code.includes(".");
}

/** The doors of one visit: code → ticket → seat. `done` is called with a session taken. */
class Doors {
  constructor(session, done) {
    this.session = session;
    this.done = done;
    this.typed = { site: "", code: "" };
    this.ticket = null;
    this.search = "";
    this.picked = null;
    this.digits = "";
    this.words = "";
    this.pass = false; // the host made a way in for one person: no list, no digits
    this.busy = false;
    this.command = null; // id of the claim: the same one for every try of one choice, until it is refused
  }

  /** The address had a code: swap it at once, for a code lives half a minute. */
  async scanned({ site, code }) {
    this.pass = isPass(code);
    show(say("live.phone.welcome"), el("p", { role: "status" }, say("live.enter.checking")));
    for (let tries = 0; ; tries += 1) {
      try {
        this.took((await early()) || (await call("/live/enter", { body: { site, code } })));
        return;
      } catch (error) {
        if (error.status || tries >= 3) {
          this.typed.site = String(site);
          this.refused(error);
          return;
        }
        await wait(backoff(tries, 4000));
      }
    }
  }

  // The code or the ticket was good for a while only: how one gets another.
  refused(error) {
    this.words = error.status ? `${wordsOf(error)} ${say(this.pass ? "live.phone.ask_again" : "live.phone.scan_again")}` : wordsOf(error);
    this.byHand();
  }

  took(answer) {
    this.ticket = answer;
    this.words = "";
    this.busy = false;
    markSimulation(Boolean(answer.sitting && answer.sitting.simulated));
    this.consent();
  }

  byHand() {
    const input = (name, label, hint, most) =>
      el(
        "div",
        { class: "field" },
        el("label", { for: name }, label),
        el("span", { class: "hint", id: `${name}-hint` }, hint),
        el("input", { id: name, "data-key": name, class: "digits", inputmode: "numeric", autocomplete: "off", maxlength: most, "aria-describedby": `${name}-hint`, value: this.typed[name], oninput: (event) => (this.typed[name] = event.target.value) }),
      );
    const send = async (event) => {
      event.preventDefault();
      if (this.busy) return;
      this.start(() => this.byHand());
      try {
        const { site, code } = this.typed;
        this.pass = false;
        this.took(await call("/live/enter", { body: { site: Number(site.replace(/\D/g, "")), code: code.replace(/\D/g, "") } }));
      } catch (error) {
        this.stop(error, () => this.byHand());
      }
    };
    show(
      say("live.phone.welcome"),
      el("p", {}, say("live.phone.scan")),
      el(
        "form",
        { class: "stack card", onsubmit: send },
        el("h2", {}, say("live.phone.type_title")),
        input("site", say("live.phone.site_no"), say("live.phone.site_no_hint"), 5),
        input("code", say("live.phone.code"), say("live.phone.code_hint"), 8),
        this.line(),
        el("button", { class: "primary", type: "submit", disabled: this.busy, "data-key": "go" }, say("live.phone.enter")),
      ),
    );
  }

  start(draw) {
    this.busy = true;
    this.words = "";
    draw();
  }

  stop(error, draw) {
    this.busy = false;
    this.words = wordsOf(error);
    draw();
  }

  line() {
    if (this.busy) return el("p", { class: "status wait", role: "status" }, say("live.enter.checking"));
    return this.words ? el("p", { class: "status bad", role: "alert" }, this.words) : null;
  }

  consent() {
    const { site, sitting } = this.ticket;
    const go = () => {
      if (this.pass) {
        this.pick(this.ticket.free[0]);
        return;
      }
      this.list();
      document.querySelector("h1").focus();
    };
    show(
      site.name,
      el("p", { class: "lead" }, sitting.title),
      sitting.course ? el("p", { class: "lead course" }, sitting.course) : null,
      el("section", { class: "card" }, el("h2", {}, say("live.phone.what_title")), recorded()),
      el("button", { class: "primary wide", type: "button", onclick: go, "data-key": "go" }, say("live.phone.go_on")),
    );
  }

  /** Names that fit what was typed: a number of the list, or part of a name without marks. */
  found() {
    const wanted = fold(this.search);
    const seats = this.ticket.free;
    if (!wanted) return seats.length <= MANY ? seats : [];
    if (/^\d+$/.test(wanted)) return seats.filter((seat) => seat.no === Number(wanted));
    return seats.filter((seat) => fold(seat.name).includes(wanted));
  }

  list() {
    const found = this.found();
    const rows = found.slice(0, 12).map((seat) =>
      el("li", {}, el("button", { type: "button", class: "name", "data-key": `seat-${seat.seat}`, onclick: () => this.pick(seat) }, el("span", { class: "no" }, String(seat.no)), el("span", {}, seat.name))),
    );
    let hint = null;
    if (!rows.length) hint = say(this.search.trim() ? "live.phone.nobody" : "live.phone.type_name");
    else if (found.length > rows.length) hint = say("live.phone.more", { n: found.length - rows.length });
    const type = (event) => {
      this.search = event.target.value;
      this.list();
    };
    show(
      say("live.phone.who"),
      el("p", {}, say("live.phone.who_hint")),
      el(
        "div",
        { class: "field" },
        el("label", { for: "search" }, say("live.phone.search")),
        el("input", { id: "search", "data-key": "search", type: "search", autocomplete: "off", autocapitalize: "words", spellcheck: "false", value: this.search, oninput: type }),
      ),
      this.line(),
      el("ul", { class: "names" }, rows),
      hint ? el("p", { class: "muted", role: "status" }, hint) : null,
    );
  }

  pick(seat) {
    this.picked = seat;
    this.command = uuid7();
    this.digits = "";
    this.words = "";
    this.confirm();
    document.querySelector("h1").focus();
  }

  confirm() {
    const { picked } = this;
    const back = () => {
      this.words = "";
      this.list();
    };
    const claim = async (event) => {
      event.preventDefault();
      if (this.busy) return;
      this.start(() => this.confirm());
      await this.claim();
    };
    show(
      say("live.phone.you_are", { name: picked.name }),
      el("p", { class: "lead" }, say("live.phone.number", { no: picked.no, site: this.ticket.site.name })),
      el(
        "form",
        { class: "stack", onsubmit: claim },
        this.pass ? null : this.fourDigits(),
        this.line(),
        el("button", { class: "primary wide", type: "submit", disabled: this.busy, "data-key": "go" }, say("live.phone.claim")),
        this.pass ? null : el("button", { class: "quiet wide", type: "button", onclick: back, "data-key": "back" }, say("live.phone.not_me")),
      ),
    );
  }

  fourDigits() {
    return el(
      "div",
      { class: "field" },
      el("label", { for: "digits" }, say("live.phone.digits")),
      el("span", { class: "hint", id: "digits-hint" }, say("live.phone.digits_hint")),
      el("input", { id: "digits", "data-key": "digits", class: "digits", inputmode: "numeric", autocomplete: "off", maxlength: 4, "aria-describedby": "digits-hint", value: this.digits, oninput: (event) => this.type(event.target.value) }),
    );
  }

  // Other digits are another command: one id always means one content.
  type(digits) {
    this.digits = digits;
    this.command = uuid7();
  }

  async claim() {
    const { ticket, seat } = { ticket: this.ticket.ticket, seat: this.picked.seat };
    const body = { id: this.command, ticket, seat, device: deviceId() };
    if (this.digits.trim()) body.digits = this.digits.trim();
    try {
      const answer = await call("/live/claim", { body });
      const { site, sitting } = this.ticket;
      this.session.take({ role: "phone", site: site.id, siteName: site.name, sitting: sitting.id, ...answer, fresh: sitting.phase !== "closed", until: Date.now() + answer.lasts }, true);
      this.done();
    } catch (error) {
      if (error.status === 409) this.command = uuid7(); // once the host has freed the seat, it is asked for anew
      if (error.code === "token.old" || error.status === 401) {
        this.busy = false;
        this.refused(error);
      } else this.stop(error, () => this.confirm());
    }
  }
}

/** Wait until this phone has a seat. */
export function enter(session) {
  const code = takeFragment();
  return new Promise((done) => {
    const doors = new Doors(session, done);
    // A phone that already has its seat and scans again goes on where it was; what the host made is for one person.
    if (!(code && isPass(code.code)) && session.resume(Boolean(code))) done();
    else if (code) doors.scanned(code);
    else doors.byHand();
  });
}

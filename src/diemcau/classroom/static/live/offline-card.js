// What the site desk says while there is no line: how the sitting goes on, and how to send by another hand.

import { addresses, code, fileName, pack, save } from "./carry-out.js";
import { el, fillWith } from "./dom.js";
import { say, when } from "./words.js";

const MINUTE = 60000;
const TURN = 2500; // ms for which a code stands when they turn by themselves
const SHORT = 5000; // ms without a line that nobody need hear of

/** Items with the times that the plan gives them, from the one that was on when the line went. */
function timesOf(app) {
  const sitting = app.sitting();
  const items = (app.roster && app.roster.items) || [];
  const on = sitting && sitting.item ? items.findIndex(({ id }) => id === sitting.item.id) : -1;
  let from = on >= 0 ? sitting.item_at : (app.roster && app.roster.starts_at) || 0;
  const rows = [];
  for (const item of items.slice(Math.max(on, 0))) {
    const until = from + item.minutes * MINUTE;
    rows.push({ item, from, until });
    from = until;
  }
  return rows;
}

export class OfflineCard {
  constructor(app) {
    this.app = app;
    this.node = el("div", {});
    this.said = "";
    this.codes = null;
    this.at = 0;
    this.timer = 0;
    document.addEventListener("keydown", (event) => this.key(event));
  }

  get wanted() {
    const { app } = this;
    if (app.stream.up || !app.outbox.durable) return false;
    return Boolean(app.lostAt && app.now() - app.lostAt > SHORT) || app.outbox.waiting() > 0;
  }

  update() {
    if (!this.wanted) {
      this.closeCodes();
      this.said = "";
      fillWith(this.node);
      return;
    }
    fillWith(this.node, el("section", { class: "card attention offline stack", "aria-labelledby": "offline-title" }, el("h2", { id: "offline-title" }, say("live.offline.title")), el("p", {}, say("live.offline.how")), this.plan(), this.ways()));
  }

  plan() {
    const now = this.app.now();
    const rows = timesOf(this.app);
    if (!rows.length) return null;
    const line = ({ item, from, until }) => {
      const on = now >= from && now < until;
      const words = say("live.offline.item", { from: when(from), until: when(until), to: when(until), title: item.title });
      return el("li", { class: on ? "on" : "", "aria-current": on ? "step" : null }, on ? `● ${words} (${say("live.offline.item_now")})` : words);
    };
    return el("details", { "data-key": "offline-plan" }, el("summary", {}, say("live.offline.plan")), el("ol", {}, rows.map(line)));
  }

  ways() {
    if (!this.app.outbox.waiting()) return null;
    const button = (key, words, press) => el("button", { type: "button", onclick: press, "data-key": key }, say(words));
    return el(
      "details",
      { class: "stack", "data-key": "offline-ways" },
      el("summary", {}, say("live.offline.no_line")),
      el("div", { class: "buttons" }, button("offline-file", "live.offline.file", () => this.file()), button("offline-qr", "live.offline.qr", () => this.show())),
      this.said ? el("p", { class: "status muted", role: "status" }, this.said) : null,
      this.codes ? this.shown() : null,
    );
  }

  get site() {
    return (this.app.roster && this.app.roster.site && this.app.roster.site.name) || "";
  }

  async packed() {
    const text = await pack(this.app, this.site).catch(() => null);
    if (!text) this.say(say("live.offline.unsigned"));
    return text;
  }

  say(words) {
    this.said = words;
    this.update();
  }

  async file() {
    const text = await this.packed();
    if (!text) return;
    const name = fileName(this.app, this.site);
    save(name, text);
    this.say(say("live.offline.saved", { name, where: `${location.host}/carry` }));
  }

  async show() {
    const text = await this.packed();
    if (!text) return;
    this.codes = await addresses(text);
    this.at = 0;
    this.said = "";
    this.update();
  }

  closeCodes() {
    clearInterval(this.timer);
    this.timer = 0;
    this.codes = null;
  }

  turn(step) {
    const of = this.codes.length;
    this.at = (this.at + step + of) % of;
    this.update();
  }

  key(event) {
    if (!this.codes || /^(input|textarea|select)$/i.test(event.target.tagName)) return;
    if (event.key === "ArrowRight") this.turn(1);
    if (event.key === "ArrowLeft") this.turn(-1);
  }

  shown() {
    const { codes, at } = this;
    const of = codes.length;
    const byItself = (event) => {
      clearInterval(this.timer);
      this.timer = event.target.checked ? setInterval(() => this.turn(1), TURN) : 0;
      this.update();
    };
    const close = () => {
      this.closeCodes();
      this.update();
    };
    const button = (key, words, press) => el("button", { type: "button", onclick: press, "data-key": key }, say(words));
    return el(
      "div",
      { class: "carry-codes stack" },
      el("p", {}, say("live.offline.qr_how", { of })),
      code(codes[at], say("live.offline.qr_label", { n: at + 1, of })),
      el("p", { class: "big", role: "status" }, say("live.offline.qr_place", { n: at + 1, of })),
      el("div", { class: "buttons" }, of > 1 ? [button("qr-before", "live.offline.before", () => this.turn(-1)), button("qr-next", "live.offline.next", () => this.turn(1))] : null, button("qr-close", "live.offline.close", close)),
      of > 1 ? el("label", { class: "choice", for: "qr-alone" }, el("input", { id: "qr-alone", type: "checkbox", "data-key": "qr-alone", checked: Boolean(this.timer), onchange: byItself }), el("span", {}, say("live.offline.alone"))) : null,
    );
  }
}

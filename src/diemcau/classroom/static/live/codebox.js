// The room's code as phones see it: a QR, the number of the site, six digits. Asked anew every 15 s.

import { backoff } from "./api.js";
import { el, fillWith } from "./dom.js";
import { modules } from "./qr.js";
import { say } from "./words.js";

/** An address as a picture to scan. */
export function picture(url) {
  const cells = modules(url);
  const size = cells.length + 8; // four modules of quiet around
  let path = "";
  cells.forEach((row, y) => row.forEach((cell, x) => cell && (path += `M${x + 4} ${y + 4}h1v1h-1z`)));
  return el.ns(
    "svg",
    { viewBox: `0 0 ${size} ${size}`, class: "qr", role: "img", "aria-label": say("live.code.qr"), "shape-rendering": "crispEdges" },
    el.ns("rect", { width: size, height: size, fill: "#fff" }),
    el.ns("path", { d: path, fill: "#000" }),
  );
}

/** A box with the running code of a room. `start` and `stop` it as it is shown and hidden. */
export class CodeBox {
  constructor(app, attributes) {
    this.app = app;
    this.node = el("div", { class: "codebox", ...attributes });
    this.on = false;
    this.timer = 0;
    this.tries = 0;
    this.shown = "";
  }

  start() {
    if (this.on) return;
    this.on = true;
    this.ask();
  }

  /** Ask at once: what is on has changed, and with it whether phones are used. */
  again() {
    if (this.on) this.ask();
  }

  stop() {
    this.on = false;
    clearTimeout(this.timer);
    this.shown = "";
    fillWith(this.node);
  }

  async ask() {
    clearTimeout(this.timer);
    let wait;
    try {
      const code = await this.app.session.ask("/live/code");
      this.tries = 0;
      this.draw(code);
      const left = code.until - Date.now();
      // The device's own clock may be wrong by hours: then simply every window.
      wait = left > 0 && left < 16000 ? left + 150 : 14000;
    } catch (error) {
      this.tries += 1;
      this.refused(error);
      wait = error.status === 409 ? 5000 : backoff(this.tries, 15000);
    }
    if (this.on) this.timer = setTimeout(() => this.ask(), wait);
  }

  draw(code) {
    if (!this.on) return;
    const url = code.url || location.origin + code.path;
    if (this.shown === url) return;
    this.shown = url;
    const typed = `${code.typed.slice(0, 3)} ${code.typed.slice(3)}`;
    const address = url.split("#")[0].replace(/^https?:\/\//, "");
    fillWith(
      this.node,
      picture(url),
      el(
        "dl",
        {},
        el("dt", {}, say("live.code.address")),
        el("dd", { class: "address" }, address),
        el("dt", {}, say("live.code.site")),
        el("dd", {}, String(code.site_no)),
        el("dt", {}, say("live.code.typed")),
        el("dd", {}, typed),
      ),
    );
  }

  // A code that cannot be renewed dies within half a minute: better none than a dead one.
  refused(error) {
    if (!this.on || (!error.status && this.tries < 3)) return;
    this.shown = "";
    fillWith(this.node, el("p", { class: "muted" }, error.words || say("live.code.no_line")));
  }
}

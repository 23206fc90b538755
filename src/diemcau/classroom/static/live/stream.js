// Whole views of topics, as they change: a stream read by fetch, or polling when streams do not get through.

import { backoff, Failure } from "./api.js";
import { lang } from "./words.js";

const SILENCE = 40000; // ms without a byte (the server beats every 15 s)
const POLL = 8000;
const FAILS = 3; // streams that broke before their first byte, then polling
const RETURN = 120000; // ms of polling before a stream is tried again

// Sent twice a second at most: one of these may lag behind a topic that is sent at once.
const SLOW = ["presenters", "control", "province"];

/** Reads the views of one token. `session.token()` gives a token, `session.renew()` a fresh one.
 *
 * `topics` are the audiences whose views the token brings. `view(topic, pos, view)` takes each view, or a part of
 * one, and answers false when the part does not fit what it has; `state()` is told when the line changes; `stays`
 * keeps the stream in a hidden tab.
 */
export class Stream {
  constructor({ session, topics, view, state, ended, stays }) {
    Object.assign(this, { session, topics, view, state, ended, stays });
    this.held = {}; // audience → position of what is held
    this.behind = 0; // ms that the next view has lain with the server
    this.heard = 0; // performance.now() of the last byte
    this.up = false;
    this.freed = false; // the host took the seat from this phone
    this.fails = 0;
    this.tries = 0;
    this.stop = null;
    this.timer = 0;
    this.running = false;
    this.pollSince = 0;
    this.retry = 2000; // ms, as the server asks: it spreads the phones of a whole country
  }

  start() {
    this.running = true;
    document.addEventListener("visibilitychange", () => this.seen());
    window.addEventListener("online", () => this.again(0));
    window.addEventListener("offline", () => this.lost());
    window.addEventListener("pageshow", () => this.seen());
    setInterval(() => this.watch(), 1000);
    this.connect();
  }

  end() {
    this.running = false;
    this.lost();
    clearTimeout(this.timer);
  }

  /** The position that everything held is as new as; 0 until every topic has come. */
  get after() {
    const at = (audience) => this.held[audience] || 0;
    if (!this.topics.every(at)) return 0;
    const slow = this.topics.filter((audience) => SLOW.includes(audience));
    return Math.min(Math.max(...this.topics.map(at)), ...slow.map(at));
  }

  /** Milliseconds since something was heard; null when nothing ever was. */
  age() {
    return this.heard ? performance.now() - this.heard : null;
  }

  hidden() {
    return document.hidden && !this.stays;
  }

  seen() {
    if (this.hidden()) this.lost();
    else if (this.running && !this.stop) this.again(0);
  }

  again(wait) {
    clearTimeout(this.timer);
    if (this.running && !this.hidden() && !this.stop) this.timer = setTimeout(() => this.connect(), wait);
  }

  lost() {
    if (this.stop) this.stop.abort();
    this.stop = null;
    this.mark(false);
  }

  mark(up) {
    if (this.up !== up) {
      this.up = up;
      this.state();
    }
  }

  hear() {
    this.freed = false;
    this.heard = performance.now();
    this.mark(true);
  }

  watch() {
    if (this.stop && this.up && this.age() > SILENCE) {
      this.lost();
      this.again(backoff(0));
    }
  }

  async connect() {
    if (this.stop || !this.running || this.hidden()) return;
    const stop = new AbortController();
    this.stop = stop;
    const polls = this.fails >= FAILS && performance.now() - this.pollSince < RETURN;
    let wait = null;
    try {
      if (polls) await this.poll();
      else await this.read(stop);
      wait = polls ? POLL * (0.75 + Math.random() / 2) : this.retry * (0.25 + 0.75 * Math.random());
    } catch (error) {
      wait = await this.broke(error, polls);
    }
    if (this.stop !== stop) return; // somebody has started a new one meanwhile
    this.stop = null;
    if (!polls || wait === null) this.mark(false);
    if (wait !== null) this.again(wait);
  }

  async broke(error, polls) {
    const status = error instanceof Failure ? error.status : 0;
    if (status === 401 || status === 403) {
      if (await this.session.renew()) return backoff(0);
      if (this.session.over) {
        this.ended();
        return null;
      }
    }
    this.freed = status === 410;
    this.mark(false);
    this.tries += 1;
    if (!polls && !status) {
      this.fails += 1;
      if (this.fails === FAILS || performance.now() - this.pollSince >= RETURN) this.pollSince = performance.now();
    }
    // Nothing was ever heard: find out soon whether streams get through here at all.
    if (!this.heard && !status && this.fails < FAILS) return 500 + 1000 * Math.random();
    if (!this.heard && !status && this.fails === FAILS) return 200;
    return Math.max(error.wait || 0, this.tries === 1 ? this.retry * Math.random() : backoff(this.tries));
  }

  headers() {
    return { Authorization: `Bearer ${this.session.token}`, "Accept-Language": lang() };
  }

  async read(stop) {
    // A proxy that holds the answer back looks like a dead line: give the first byte its time.
    const patience = setTimeout(() => stop.abort(), 20000);
    let answer;
    try {
      const headers = { ...this.headers(), Accept: "text/event-stream" };
      answer = await fetch(`/live/stream?after=${this.after}`, { headers, signal: stop.signal, cache: "no-store" });
      if (!answer.ok) throw new Failure(answer.status, "", "", Number(answer.headers.get("retry-after")) * 1000);
      if (!(answer.headers.get("content-type") || "").includes("text/event-stream")) throw new Failure(0, "line.foreign", "");
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        clearTimeout(patience);
        this.fails = 0;
        this.tries = 0;
        this.hear();
        rest = this.take(rest + decoder.decode(value, { stream: true }));
      }
    } catch (error) {
      throw error instanceof Failure ? error : new Failure(0, "line.down", "");
    } finally {
      clearTimeout(patience);
    }
  }

  take(text) {
    const blocks = text.replace(/\r\n/g, "\n").split("\n\n");
    const rest = blocks.pop();
    for (const block of blocks) {
      let name = "message";
      const data = [];
      for (const line of block.split("\n")) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("retry:")) this.retry = Math.min(Number(line.slice(6)) || 2000, this.stays ? 4000 : 20000);
        else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
      }
      if (!data.length) continue;
      const value = JSON.parse(data.join("\n"));
      if (name === "view" || name === "part") this.put(value);
      else if (name === "age") this.behind = value;
    }
    return rest;
  }

  put({ topic, pos, view }) {
    const audience = topic.split(":")[0];
    if (this.behind && view.sitting) view.sitting.at += this.behind * (view.sitting.rate || 1);
    this.behind = 0;
    if (this.view(topic, pos, view)) this.held[audience] = Math.max(this.held[audience] || 0, pos);
    else this.anew();
  }

  /** Something was missed: everything is asked for again. */
  anew() {
    this.held = {};
    this.lost();
    this.again(this.retry * Math.random());
  }

  async poll() {
    const answer = await this.session.ask(`/live/view?after=${this.after}`);
    this.tries = 0;
    this.hear();
    for (const entry of answer.views) this.put(entry);
    for (const audience of this.topics) this.held[audience] = answer.pos;
  }
}

// Commands on their way. Three honest states: saved on this device, sent, recorded as no. N.
// Nothing leaves the store without a receipt; a refusal stays on the screen with its words.

import { backoff, Failure } from "./api.js";
import { Store } from "./store.js";

const MOST = 200; // commands in a batch
const MOST_BYTES = 200000;
const SHOWN = 40; // receipts kept on the screen for each activity
const LIVE = 3000; // ms in which a command counts as given "now"
const STEERING = 15000; // ms after which a steering command is not tried again

let last = 0n;

/** A UUIDv7 that grows with every call, so that ids sort in the order of the taps. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let stamp = BigInt(Date.now()) * 4096n;
  if (stamp <= last) stamp = last + 1n;
  last = stamp;
  const time = stamp >> 12n;
  for (let n = 0; n < 6; n += 1) bytes[n] = Number((time >> BigInt(8 * (5 - n))) & 255n);
  const order = Number(stamp & 4095n);
  bytes[6] = 0x70 | (order >> 8);
  bytes[7] = order & 255;
  bytes[8] = 0x80 | (bytes[8] & 63);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The outbox of one sender. `ask(path, body)` does the request with a fresh token.
 *
 * `durable`: acts of rooms and phones are kept until they have a receipt. A steering command that
 * found no line within seconds is given up instead: nobody wants yesterday's "next slide".
 */
export class Outbox {
  constructor({ owner, ask, clock, durable, changed }) {
    this.owner = owner;
    this.ask = ask;
    this.clock = clock;
    this.durable = durable;
    this.changed = changed;
    this.store = new Store();
    this.sends = []; // oldest first
    this.waiters = {};
    this.tries = 0;
    this.batch = MOST;
    this.busy = false;
    this.timer = 0;
    this.version = 0;
  }

  /** Take up what an earlier visit left on this device. */
  async load() {
    if (this.durable) {
      const kept = (await this.store.all()).filter((send) => send.owner === this.owner);
      for (const send of kept.sort((a, b) => (a.id < b.id ? -1 : 1))) {
        this.sends.push({ ...send, state: send.state === "refused" ? "refused" : "saved", kept: true });
      }
      if (kept.length && navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    }
    window.addEventListener("online", () => this.flushNow());
    this.touched();
    this.flushNow();
  }

  /** Put a command in; the promise gives its receipt, or {refused}. It never rejects. */
  async add(kind, activity, body) {
    const send = { id: uuid7(), owner: this.owner, kind, activity, body, made: Date.now(), claimed: this.clock(), state: "saved", tries: 0 };
    const answer = new Promise((resolve) => (this.waiters[send.id] = resolve));
    this.sends.push(send);
    send.kept = this.durable ? await this.store.put(send) : false;
    this.touched();
    this.flushNow();
    return answer;
  }

  /** Commands of an activity as screens show them, newest first. */
  of(activity) {
    const name = activity;
    return this.sends.filter((send) => (send.activity || send.kind.split(".")[0]) === name).reverse();
  }

  /** How many wait for a receipt. */
  waiting() {
    return this.sends.filter((send) => send.state === "saved" || send.state === "sent").length;
  }

  /** How many of those this device could not keep. */
  unkept() {
    return this.sends.filter((send) => this.durable && !send.kept && (send.state === "saved" || send.state === "sent")).length;
  }

  /** A refusal that the person has read. */
  async dismiss(id) {
    this.sends = this.sends.filter((send) => send.id !== id);
    await this.store.remove([id]);
    this.touched();
  }

  touched() {
    this.version += 1;
    this.changed();
  }

  flushNow() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.flush();
  }

  later(wait) {
    if (!this.timer) this.timer = setTimeout(() => this.flushNow(), wait);
  }

  next() {
    const batch = [];
    let size = 0;
    for (const send of this.sends) {
      if (send.state !== "saved") continue;
      size += JSON.stringify(send.body).length + 150;
      if (batch.length >= this.batch || (batch.length && size > MOST_BYTES)) break;
      batch.push(send);
    }
    return batch;
  }

  async flush() {
    if (this.busy) return;
    this.giveUpSteering();
    const batch = this.next();
    if (!batch.length) return;
    this.busy = true;
    const commands = batch.map((send) => this.command(send));
    for (const send of batch) send.state = "sent";
    this.touched();
    try {
      const answer = await this.ask("/live/commands", { commands });
      await this.settle(batch, answer.receipts || []);
      this.tries = 0;
      this.batch = MOST;
    } catch (error) {
      await this.failed(batch, error);
    } finally {
      this.busy = false;
      this.touched();
    }
    if (this.next().length && !this.timer) this.flush();
  }

  command(send) {
    const command = { id: send.id, kind: send.kind, body: send.body };
    if (send.activity) command.activity = send.activity;
    // What could not go at once says when it happened; a live act is dated by the server.
    if (send.claimed && (send.tries || Date.now() - send.made > LIVE)) command.claimed_at = Math.round(send.claimed);
    send.tries += 1;
    return command;
  }

  async settle(batch, receipts) {
    const byId = {};
    for (const receipt of receipts) byId[receipt.id] = receipt;
    const gone = [];
    for (const send of batch) {
      const receipt = byId[send.id];
      if (!receipt) send.state = "saved"; // no word about it: it goes again
      else if (receipt.refused) await this.refuse(send, receipt.refused);
      else {
        Object.assign(send, { state: "recorded", seq: receipt.seq, late: Boolean(receipt.late), mac: receipt.mac });
        gone.push(send.id);
        this.answer(send, receipt);
      }
    }
    if (this.durable && gone.length) await this.store.remove(gone);
    if (batch.some((send) => send.state === "saved")) this.later(backoff(this.tries++));
    this.trim();
  }

  async refuse(send, refused) {
    Object.assign(send, { state: "refused", code: refused.code, words: refused.words, status: refused.status });
    if (this.durable) await this.store.put(send);
    this.answer(send, { id: send.id, refused });
  }

  answer(send, receipt) {
    const waiter = this.waiters[send.id];
    delete this.waiters[send.id];
    if (waiter) waiter(receipt);
  }

  async failed(batch, error) {
    for (const send of batch) if (send.state === "sent") send.state = "saved";
    const status = error instanceof Failure ? error.status : 0;
    if (status === 413 || status === 400) {
      // One bad command must not hold up the others: smaller batches until it stands alone.
      if (batch.length === 1) await this.refuse(batch[0], { code: error.code, words: error.words, status });
      this.batch = Math.max(1, Math.floor(batch.length / 2));
      return;
    }
    this.tries += 1;
    this.later(Math.max(error.wait || 0, backoff(this.tries - 1, this.durable ? 30000 : 3000)));
  }

  giveUpSteering() {
    if (this.durable) return;
    for (const send of this.sends) {
      if (send.state === "saved" && send.tries && Date.now() - send.made > STEERING) {
        Object.assign(send, { state: "refused", code: "line.down", words: "" });
        this.answer(send, { id: send.id, refused: { code: "line.down", words: "", status: 0 } });
        this.touched();
      }
    }
  }

  trim() {
    const seen = {};
    this.sends = this.sends
      .slice()
      .reverse()
      .filter((send) => {
        if (send.state !== "recorded") return true;
        const name = send.activity || send.kind.split(".")[0];
        seen[name] = (seen[name] || 0) + 1;
        return seen[name] <= SHOWN;
      })
      .reverse();
  }
}

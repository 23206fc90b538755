// Commands on their way. Three honest states: saved on this device, sent, recorded as no. N.
// Nothing leaves the store without a receipt; a refusal stays on the screen with its words.

import { backoff, Failure } from "./api.js";
import { Store } from "./store.js";

const MOST = 200; // commands in a batch
const MOST_BYTES = 60000; // what a line of 64 kbit/s carries before the server gives up waiting
const SHOWN = 40; // receipts kept on the screen for each activity
const LIVE = 3000; // ms in which a command counts as given "now"
const STEERING = 15000; // ms after which a steering command is not tried again
const LONGEST = 72 * 3600000; // ms that a device's clock is believed to have run on
const PATIENCE = 60000; // ms that a doubted clock may hold things up
const PAGE = Math.random(); // of this life of the page, in which performance.now() counts

let last = 0n;

// After a restart with another clock, new ids still come after those that wait.
function after(id) {
  const hex = id.replace(/-/g, "");
  const stamp = BigInt(`0x${hex.slice(0, 12)}`) * 4096n + BigInt(`0x${hex.slice(13, 16)}`);
  if (stamp > last) last = stamp;
}

// How many of these, oldest first, go into one batch: one at least.
function fitting(sends, most) {
  let size = 0;
  const over = sends.findIndex(({ body }, n) => n === most || ((size += JSON.stringify(body).length + 150) > MOST_BYTES && n));
  return over < 0 ? sends.length : over;
}

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

/** The outbox of one sender. `ask(path, body, headers)` does the request with a fresh token.
 *
 * `clock(tick)` is the sitting's time at a performance.now(), 0 when it is not known; `sure()` says whether it was
 * heard from the server in this life of the page, `doubtful()` whether the device's clock has jumped before that. `signing()` promises what signs a late batch, or null. `durable`: acts of rooms and phones are kept until they have a receipt. A steering command that
 * found no line within seconds is given up instead: nobody wants yesterday's "next slide".
 */
export class Outbox {
  constructor({ owner, ask, clock, sure, doubtful, signing, durable, changed }) {
    this.owner = owner;
    this.ask = ask;
    this.clock = clock;
    this.sure = sure;
    this.doubtful = doubtful;
    this.latest = 0; // what the newest that waits says of its time
    this.signing = signing;
    this.durable = durable;
    this.changed = changed;
    this.store = new Store();
    this.sends = []; // oldest first
    this.waiters = {};
    this.tries = 0;
    this.trouble = ""; // why the server could not keep what was sent last, in its words
    this.batch = MOST;
    this.busy = false;
    this.timer = 0;
    this.version = 0;
    this.taken = new Promise((done) => (this.open = done)); // what an earlier visit left is here
    if (!durable) this.open();
  }

  /** Take up what an earlier visit left on this device. */
  async load() {
    if (this.durable) {
      const kept = (await this.store.all()).filter((send) => send.owner === this.owner);
      for (const send of kept.sort((a, b) => (a.id < b.id ? -1 : 1))) {
        after(send.id);
        this.latest = Math.max(this.latest, send.claimed);
        this.sends.push({ ...send, state: send.state === "refused" ? "refused" : "saved", kept: true });
      }
      this.open();
      if (kept.length && navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    }
    window.addEventListener("online", () => this.flushNow());
    this.touched();
    this.flushNow();
  }

  /** Put a command in; the promise gives its receipt, or {refused}. It never rejects. */
  async add(kind, activity, body) {
    await this.taken;
    const tick = performance.now();
    const known = this.clock(tick);
    // Later is never before: also not where the clock of the device stood still or went back.
    const claimed = known && !this.sure() ? Math.max(known, this.latest + 1) : known;
    this.latest = Math.max(this.latest, claimed);
    const send = { id: uuid7(), owner: this.owner, kind, activity, body, made: Date.now(), page: PAGE, tick, claimed, sure: this.sure(), state: "saved", tries: 0 };
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
    const saved = this.sends.filter((send) => send.state === "saved");
    return saved.slice(0, fitting(saved, this.batch));
  }

  async flush() {
    if (this.busy) return;
    this.giveUpSteering();
    const batch = this.next();
    if (!batch.length) return;
    if (this.doubtful() && performance.now() < PATIENCE) {
      this.later(1000); // the server is about to say what time it is
      return;
    }
    this.busy = true;
    const commands = batch.map((send) => this.command(send));
    for (const send of batch) send.state = "sent";
    this.touched();
    try {
      const late = this.durable && commands.some((command) => command.claimed_at);
      const signer = late && (await this.signing());
      const signed = signer ? await signer.sign(JSON.stringify({ commands })) : null;
      const headers = signed ? { "Diemcau-Badge": signed.badge, "Diemcau-Signature": signed.signature } : {};
      const answer = await this.ask("/live/commands", { commands }, headers);
      await this.settle(batch, answer.receipts || []);
      this.tries = 0;
      this.trouble = "";
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
    const live = send.page === PAGE && !send.tries && performance.now() - send.tick < LIVE;
    const claimed = live ? 0 : this.claimOf(send);
    if (claimed) command.claimed_at = Math.round(claimed);
    send.tries += 1;
    return command;
  }

  /** When something happened, by the sitting's clock as well as it is known now; 0: the server dates it. */
  claimOf(send) {
    if (send.sure || !this.sure()) return send.claimed;
    if (send.page === PAGE) return this.clock(send.tick);
    if (send.claimed) return send.claimed;
    const passed = Date.now() - send.made;
    return passed >= 0 && passed < LONGEST ? this.clock(performance.now()) - passed : 0;
  }

  /** What waits, in batches as they would be sent: for a file or for QR codes. */
  batches(most) {
    const waiting = this.sends.filter((send) => send.state === "saved" || send.state === "sent");
    const all = [];
    while (waiting.length) {
      const commands = waiting.splice(0, fitting(waiting, most)).map((send) => {
        const command = { id: send.id, kind: send.kind, body: send.body };
        if (send.activity) command.activity = send.activity;
        const claimed = this.claimOf(send);
        return claimed ? { ...command, claimed_at: Math.round(claimed) } : command;
      });
      all.push(commands);
    }
    return all;
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
    this.trouble = status === 503 ? error.words : "";
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

// Secret ballots of this phone. What was chosen lies on this device alone until its ballot is in the box; it goes
// there after the close, at a moment of chance and without a name, and is forgotten here when it has arrived.

import { call } from "./api.js";
import { kept } from "./ballot.js";
import { idOf } from "./session.js";

// From so many ms to so many: after the close, between the signature and the ballot, before another try.
const SIGN = [0, 30000];
const CAST = [5000, 60000];
const AGAIN = [5000, 30000]; // the second number doubles with each try: a country that is turned away comes back slowly
const MOST_DOUBLED = 4;
const FINAL = [400, 403]; // a ballot that was refused like this is not wanted later either

let urn = null;
let failed = 0;

/** The arithmetic of ballots: no first view waits for it. A browser remembers that an address has failed. */
export function arithmetic() {
  if (!urn) {
    urn = (failed ? import(`./urn.js?again=${failed}`) : import("./urn.js")).catch(async () => {
      failed += 1;
      await new Promise((resolve) => setTimeout(resolve, 2000 + 3000 * Math.random()));
      urn = null;
      return arithmetic();
    });
  }
  return urn;
}

class Ballots {
  constructor(app) {
    this.app = app;
    this.store = app.outbox.store;
    this.owner = `ballot:${app.session.owner}`;
    this.kept = {}; // activity → what lies on this device
    this.timers = {};
    this.tries = {};
    this.sealing = "";
  }

  /** Take up what an earlier visit left on this device; an envelope that did not get as far as the outbox goes now. */
  async load() {
    const all = await this.store.all();
    for (const one of all) if (one.owner === this.owner) this.kept[one.activity] = one;
    for (const { activity, kind, envelope, state } of Object.values(this.kept)) {
      const sent = all.some((send) => send.owner === this.app.session.owner && send.activity === activity && send.kind === `${kind}.hand_in` && send.state !== "refused");
      if (state === "sealed" && !sent) this.app.send(`${kind}.hand_in`, activity, { envelope });
    }
    this.look();
  }

  async keep(one) {
    one.onDevice = await this.store.put(one);
    this.kept[one.activity] = one;
    this.app.again(one.activity);
  }

  /** Forget what was chosen; what became of it stays. */
  forget({ id, owner, activity }, state, words = "") {
    return this.keep({ id, owner, activity, state, words });
  }

  async handIn(activity, ballot) {
    const { kind } = this.app.acts()[activity];
    if (this.sealing || this.kept[activity]) return;
    this.sealing = activity;
    this.app.again(activity);
    try {
      const { draw, seal } = await arithmetic();
      const one = { id: `${this.owner}:${activity}`, owner: this.owner, activity, kind, ballot, ...draw(), state: "sealed" };
      one.envelope = await seal(one);
      await this.keep(one);
      // What was chosen lies in the ballot only.
      const draft = this.app.draftOf(activity);
      for (const name of Object.keys(draft)) delete draft[name];
      this.app.keepDrafts();
      this.app.send(`${kind}.hand_in`, activity, { envelope: one.envelope });
    } finally {
      this.sealing = "";
      this.app.again(activity);
    }
  }

  /** What the journal has of this person: the beginning of an envelope, or that it came late. */
  told(activity) {
    const own = this.app.views[`seat:${this.app.me.seat}`];
    return (own && own.view.acts[activity]) || {};
  }

  isOpen(activity) {
    const act = this.app.acts()[activity];
    const sitting = this.app.sitting();
    return Boolean(act && act.phase === "open" && sitting && sitting.phase !== "closed");
  }

  /** new, sealing, sealed, handed (the poll is open), going (it is closed), cast, refused, late or elsewhere. */
  stateOf(activity) {
    const { envelope = "", late = false } = this.told(activity);
    const one = this.kept[activity];
    if (this.sealing === activity) return "sealing";
    if (one && (one.state === "cast" || one.state === "refused")) return one.state;
    if (late) return "late";
    if (!one) return envelope ? "elsewhere" : "new";
    if (envelope && !one.envelope.startsWith(envelope)) return "elsewhere";
    if (one.state === "sealed" && !envelope) return "sealed";
    return this.isOpen(activity) ? "handed" : "going";
  }

  /** The activities whose ballots still lie here. */
  pending() {
    return Object.keys(this.kept).filter((activity) => ["sealed", "handed", "going"].includes(this.stateOf(activity)));
  }

  /** See to what can go on its way now. */
  look() {
    for (const [activity, one] of Object.entries(this.kept)) {
      const state = this.stateOf(activity);
      if (state === "handed" && one.state === "sealed") this.keep({ ...one, state: "handed" });
      if (state === "going" && !this.timers[activity]) this.later(activity, one.proof ? CAST : SIGN);
    }
  }

  later(activity, [least, most]) {
    this.timers[activity] = setTimeout(() => this.step(activity), least + Math.random() * (most - least));
  }

  again(activity) {
    const tries = (this.tries[activity] = (this.tries[activity] || 0) + 1);
    this.later(activity, [AGAIN[0], AGAIN[1] * 2 ** Math.min(tries, MOST_DOUBLED)]);
  }

  async step(activity) {
    const one = this.kept[activity];
    try {
      if (one.proof) await this.cast(one);
      else await this.sign(one);
      this.timers[activity] = this.tries[activity] = 0;
      this.look();
    } catch (error) {
      if (one.proof && FINAL.includes(error.status)) await this.forget(one, "refused", error.words);
      else this.again(activity);
    }
  }

  async sign(one) {
    const signed = await this.app.session.ask("/live/ballot/sign", { activity: one.activity });
    const { unseal } = await arithmetic();
    await this.keep({ ...one, proof: await unseal(one, signed) });
  }

  async cast(one) {
    const { activity, ticket, proof, ballot } = one;
    await call("/live/ballot", { body: { sitting: idOf(this.app.session.record.sitting), activity, ticket, proof, ballot }, plain: true });
    await this.forget(one, "cast");
  }
}

/** The ballots of a running phone. */
export function ballotsOf(app) {
  const ballots = new Ballots(app);
  kept(ballots);
  return ballots;
}

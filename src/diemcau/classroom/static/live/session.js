// Who this screen is: the session it was given, its short token, and the device it lies on.
// One window may hold several desks as frames, so each keeps its session under its own path.

import { call, Failure } from "./api.js";
import { uuid7 } from "./outbox.js";
import { things } from "./store.js";

const RENEW = 6 * 60 * 1000; // staff tokens last ten minutes

function shelfKey() {
  return `diemcau:session:${location.pathname}${location.search}`;
}

function readFrom(shelf, key) {
  try {
    return JSON.parse(shelf().getItem(key));
  } catch (_) {
    return null;
  }
}

function writeTo(shelf, key, value) {
  try {
    if (value === null) shelf().removeItem(key);
    else shelf().setItem(key, JSON.stringify(value));
  } catch (_) {
    // A browser that keeps nothing: the session lives as long as the page.
  }
}

const tab = () => sessionStorage;
const device = () => localStorage;

/** An id of this device, made once; not a secret. */
export function deviceId() {
  let id = readFrom(device, "diemcau:device");
  if (!id) {
    id = uuid7();
    writeTo(device, "diemcau:device", id);
  }
  return id;
}

/** The number that a value or an object with an id stands for. */
export function idOf(value) {
  return value && typeof value === "object" ? Number(value.id) || 0 : Number(value) || 0;
}

/** Write a session down for another screen of this window, before going there. */
export function leaveFor(path, record, lasting) {
  const key = `diemcau:session:${path}`;
  writeTo(tab, key, record);
  if (lasting) writeTo(device, key, record);
}

export class Session {
  constructor() {
    this.record = null;
    this.over = false;
    this.renewing = null;
    this.timer = 0;
    this.told = [];
  }

  /** Take up the session kept for this path; false when there is none.
   *
   * Whether it is over only the server knows: the clock of this device may be wrong. `elsewhere`: there is another
   * way in at hand, a code that was just scanned; then one that seems to be over is left.
   */
  resume(elsewhere = false) {
    const record = readFrom(tab, shelfKey()) || readFrom(device, shelfKey());
    if (!record || (elsewhere && record.until && record.until < Date.now() && !record.session)) return false;
    this.take(record, null);
    return true;
  }

  /** Begin with what the server gave. `lasting` sessions are kept on the device, others in the tab. */
  take(record, lasting) {
    this.record = record;
    this.over = false;
    if (lasting !== null) this.lasting = record.lasting = lasting;
    this.save();
    clearInterval(this.timer);
    if (record.session) this.timer = setInterval(() => this.renew(), RENEW);
  }

  save() {
    writeTo(tab, shelfKey(), this.record);
    if (this.record && this.record.lasting) writeTo(device, shelfKey(), this.record);
  }

  /** Leave: forget the session on this device. */
  drop() {
    if (this.record) things.drop([`shown:${this.owner}`]).catch(() => {});
    this.record = null;
    clearInterval(this.timer);
    writeTo(tab, shelfKey(), null);
    writeTo(device, shelfKey(), null);
  }

  get token() {
    return this.record ? this.record.token : "";
  }

  /** What kinds' screens know of the sender. */
  get me() {
    const { role = "", site = 0, seat = 0, province = "" } = this.record || {};
    return { role, site: idOf(site), seat: idOf(seat), province: typeof province === "object" && province ? province.code : province };
  }

  /** Whose outbox this is: it changes when another person takes the same device. */
  get owner() {
    const { role, site, seat } = this.me;
    return [idOf(this.record.sitting), role, site, seat].join(":");
  }

  /** A fresh token; false when there is none to be had (then `over` says whether for good). */
  renew() {
    if (!this.renewing) this.renewing = this.swap().finally(() => (this.renewing = null));
    return this.renewing;
  }

  async swap() {
    if (!this.record || !this.record.session) {
      this.over = true;
      return false;
    }
    try {
      const answer = await call("/vao/gia-han", { body: { session: this.record.session }, plain: true });
      this.record = { ...this.record, ...answer };
      this.save();
      return true;
    } catch (error) {
      this.over = error instanceof Failure && [400, 401, 403, 404, 410].includes(error.status);
      return false;
    }
  }

  /** Ask with this session's token; a token that has run out is renewed once. */
  async ask(path, body, more) {
    try {
      return await call(path, { body, token: this.token, more });
    } catch (error) {
      if (error.status !== 401 || !(await this.renew())) throw error;
      return call(path, { body, token: this.token, more });
    }
  }
}

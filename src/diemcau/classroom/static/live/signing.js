// The device's own signature: a key that cannot leave it, and the server's badge that says whose it is.
// Live acts rest on TLS and token. What comes late, or in somebody else's hand, bears the signature besides.

import { things } from "./store.js";

const KEY = "device-key";
const WAY = { name: "ECDSA", namedCurve: "P-256" };

function base64(bytes) {
  let text = "";
  new Uint8Array(bytes).forEach((byte) => (text += String.fromCharCode(byte)));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// Plain http has no keys, and some browsers keep none: then nothing is signed. Two tabs make one key.
function ownKey() {
  return navigator.locks ? navigator.locks.request(KEY, keyOnce) : keyOnce();
}

async function keyOnce() {
  const known = await things.get(KEY);
  if (known) return known;
  const made = await crypto.subtle.generateKey(WAY, false, ["sign", "verify"]);
  await things.put(KEY, made);
  return made;
}

export class Signer {
  constructor(session) {
    this.session = session;
    this.known = false;
  }

  get shelf() {
    return `badge:${this.session.owner}`;
  }

  /** Let the server know this device's key, once a visit; called when there is a line. */
  async register() {
    if (this.known) return;
    this.known = true;
    try {
      const { publicKey } = await ownKey();
      const key = base64(await crypto.subtle.exportKey("raw", publicKey));
      const { badge } = await this.session.ask("/live/badge", { key });
      await things.put(this.shelf, badge);
    } catch (_) {
      this.known = false; // the next time that the line is there
    }
  }

  /** {badge, signature} of a batch as it is sent; null where this device cannot sign. */
  async sign(text) {
    try {
      const badge = await things.get(this.shelf);
      if (!badge) return null;
      const { privateKey } = await ownKey();
      const bytes = new TextEncoder().encode(`diemcau batch 1\n${badge}\n${text}`);
      return { badge, signature: base64(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, bytes)) };
    } catch (_) {
      return null;
    }
  }
}

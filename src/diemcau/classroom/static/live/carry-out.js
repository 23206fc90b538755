// What waits on a desk without a line, for another device to carry: a signed file, or QR codes in a row.

import { el } from "./dom.js";
import { modules } from "./qr.js";
import { fold } from "./words.js";

export const FORM = "outbox 1";
const MOST = 100; // commands in a batch
const PART = 480; // characters of a QR code besides its address

const stamp = (ms) => new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false }).formatToParts(new Date(ms));

/** Hex digest of a text; what was cut off is seen before anything is sent. */
export async function digestOf(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Everything that waits, signed: the content of the file as text; null where this device cannot sign. */
export async function pack(app, site) {
  const batches = [];
  const signer = await app.signing();
  for (const commands of app.outbox.batches(MOST)) {
    const body = JSON.stringify({ commands });
    const signed = signer && (await signer.sign(body));
    if (!signed) return null;
    batches.push({ ...signed, body });
  }
  const digest = await digestOf(JSON.stringify(batches));
  return JSON.stringify({ diemcau: FORM, site, made: app.now() || Date.now(), count: app.outbox.waiting(), digest, batches });
}

/** The name of the file: cho-gui-xa-phu-xuyen-0609-0912.diemcau.json. */
export function fileName(app, site) {
  const at = {};
  for (const { type, value } of stamp(app.now() || Date.now())) at[type] = value;
  return `cho-gui-${fold(site).replace(/[^a-z0-9]+/g, "-")}-${at.day}${at.month}-${at.hour}${at.minute}.diemcau.json`;
}

/** Give a text to the person as a file. */
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

function base64(bytes) {
  let text = "";
  bytes.forEach((byte) => (text += String.fromCharCode(byte)));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The addresses of the QR codes of a text: any camera opens one, and the page there puts them together. */
export async function addresses(text) {
  const packed = new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")));
  const whole = base64(new Uint8Array(await packed.arrayBuffer()));
  const name = (await digestOf(text)).slice(0, 8);
  const of = Math.ceil(whole.length / PART);
  return Array.from({ length: of }, (_, n) => `${location.origin}/carry#${name}.${n + 1}.${of}.${whole.slice(n * PART, (n + 1) * PART)}`);
}

export const drawn = new Map(); // address → {size, path}: it is drawn again each second

function draw(url) {
  const cells = modules(url);
  let path = "";
  cells.forEach((row, y) => row.forEach((cell, x) => cell && (path += `M${x + 4} ${y + 4}h1v1h-1z`)));
  drawn.set(url, { size: cells.length + 8, path }); // four modules of quiet around
}

/** A QR code as a picture. */
export function code(url, label) {
  if (!drawn.has(url)) draw(url);
  const { size, path } = drawn.get(url);
  return el.ns("svg", { viewBox: `0 0 ${size} ${size}`, class: "qr", role: "img", "aria-label": label, "shape-rendering": "crispEdges" }, el.ns("rect", { width: size, height: size, fill: "#fff" }), el.ns("path", { d: path, fill: "#000" }));
}

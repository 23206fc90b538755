// A page for anybody with a line: it brings the server what a site without one has done.
// The site's device signed it; whoever carries it needs no rights and can change nothing.

import { call } from "./api.js";
import { el, fillWith } from "./dom.js";
import { page } from "./page.js";
import { loadWords, say, when } from "./words.js";

const PARTS = "diemcau:carry:"; // + name of a text → its QR codes that were scanned

let words = ""; // what went wrong, or how far it is
let sort = "bad";
let parts = null; // {name, of, found: {n: text}}
let file = null; // what is to be sent
let busy = false;
let done = false;
let camera = null;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(PARTS + name)) || {};
  } catch (_) {
    return {};
  }
}

function keep(name, found) {
  try {
    if (found) localStorage.setItem(PARTS + name, JSON.stringify(found));
    else localStorage.removeItem(PARTS + name);
  } catch (_) {
    // Codes are put together as long as the page lives.
  }
}

async function digestOf(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Take a scanned address in; false when it is none of ours. */
async function takePart(text) {
  const [, name, n, of, piece] = /#([0-9a-f]{8})\.(\d{1,3})\.(\d{1,3})\.([\w-]+)$/.exec(text) || [];
  if (!name) return false;
  const known = parts && parts.name === name ? parts.found : read(name);
  parts = { name, of: Number(of), found: { ...known, [n]: piece } };
  keep(name, parts.found);
  const missing = missingOf(parts);
  if (!missing.length) await open(await unpacked(parts));
  draw();
  return true;
}

function missingOf({ of, found }) {
  return Array.from({ length: of }, (_, n) => n + 1).filter((n) => !found[n]);
}

async function unpacked({ of, found }) {
  if (typeof DecompressionStream === "undefined") {
    words = say("live.carry.no_unpack");
    return "";
  }
  let text = "";
  for (let n = 1; n <= of; n += 1) text += found[n];
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  } catch (_) {
    return "{}";
  }
}

async function open(text) {
  if (!text) return;
  words = "";
  try {
    const found = JSON.parse(text);
    if (found.diemcau !== "outbox 1" || !found.batches.length) throw new Error("form");
    // Plain http has no digests; the server looks at every signature anyway.
    if (window.isSecureContext && (await digestOf(JSON.stringify(found.batches))) !== found.digest) throw new Error("digest");
    file = found;
  } catch (_) {
    file = null;
    sort = "bad";
    words = say("live.carry.broken");
  }
}

async function send() {
  if (busy) return;
  busy = true;
  const counts = { all: 0, known: 0, refused: 0, why: "" };
  sort = "wait";
  try {
    for (const [n, batch] of file.batches.entries()) {
      words = say("live.carry.sending", { n: n + 1, of: file.batches.length });
      draw();
      const { badge, signature, body } = batch;
      const { receipts } = await call("/live/carry", { body: { badge, signature, body }, patience: 60000 });
      for (const receipt of receipts) {
        if (receipt.refused) Object.assign(counts, { refused: counts.refused + 1, why: receipt.refused.words });
        else counts.all += 1;
        if (receipt.repeat) counts.known += 1;
      }
    }
    done = true;
    if (parts) keep(parts.name, null);
    const good = say("live.carry.done", { n: counts.all, new: counts.all - counts.known, known: counts.known });
    sort = counts.refused ? "bad" : "good";
    words = counts.refused ? `${good} ${say("live.carry.refused", { n: counts.refused, words: counts.why })}` : good;
  } catch (error) {
    sort = "bad";
    words = error.words || say("live.carry.no_line");
  }
  busy = false;
  draw();
}

async function scan(video) {
  // newer: where there is no detector, the phone's own camera opens the codes one by one
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = camera;
  await video.play();
  while (camera && !file) {
    for (const { rawValue } of await detector.detect(video)) await takePart(rawValue);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  if (camera) camera.getTracks().forEach((track) => track.stop());
  camera = null;
  draw();
}

const video = el("video", { class: "carry-camera", playsinline: true, muted: true, "data-key": "video" });

function choose() {
  const pick = async (event) => {
    const [chosen] = event.target.files;
    if (chosen) await open(await chosen.text());
    draw();
  };
  const start = () => {
    scan(video).catch(() => {
      camera = null;
      draw();
    });
    setTimeout(draw, 300);
  };
  const can = "BarcodeDetector" in window && navigator.mediaDevices;
  const missing = parts ? missingOf(parts) : [];
  return [
    parts ? el("p", { class: "card attention", role: "status" }, say("live.carry.parts", { n: parts.of - missing.length, of: parts.of, missing: missing.join(", ") })) : null,
    el("p", {}, say("live.carry.what")),
    el("div", { class: "field card" }, el("label", { for: "file" }, say("live.carry.file")), el("input", { id: "file", type: "file", accept: ".json,application/json", onchange: pick, "data-key": "file" })),
    el("p", {}, say("live.carry.scan")),
    can && !camera ? el("button", { type: "button", onclick: start, "data-key": "camera" }, say("live.carry.camera")) : null,
    camera ? video : null,
  ];
}

function draw() {
  const line = words ? el("p", { class: `status ${sort}`, role: sort === "bad" ? "alert" : "status" }, words) : null;
  const again = () => location.replace("/carry");
  const ready = file ? [el("p", { class: "lead" }, say("live.carry.found", { site: file.site || "", n: file.count, at: when(file.made) })), done ? el("button", { type: "button", onclick: again, "data-key": "again" }, say("live.carry.again")) : el("button", { class: "primary wide", type: "button", onclick: send, disabled: busy, "data-key": "send" }, say("live.carry.send"))] : choose();
  fillWith(document.getElementById("app"), page(say("live.carry.title"), line, ready));
}

async function begin() {
  await loadWords();
  document.title = say("live.carry.title");
  const { hash } = location;
  if (hash) history.replaceState(null, "", "/carry");
  if (!(hash && (await takePart(hash)))) draw();
}

begin();

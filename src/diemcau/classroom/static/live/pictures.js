// Pictures that several kinds draw: a bar for a share, and type that fits the hall screen.

import { el } from "./dom.js";
import { say } from "./words.js";

/** A part of a whole in whole per cent; 0 of nothing. */
export const share = (part, of) => (of ? Math.round((100 * part) / of) : 0);

/** A bar of so many per cent; the words and numbers stand beside it. */
export function bar(percent) {
  return el.ns(
    "svg",
    { class: "share", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    el.ns("rect", { class: "share-all", width: 100, height: 6 }),
    el.ns("rect", { class: "share-part", width: percent, height: 6 }),
  );
}

// Type of the hall screen, in per cent of 1/20 of its height: as large as what is there allows, never too small to be
// read from the back. What is longer still is laid out in pages, which turn by themselves or by a clicker.
const SIZES = [140, 130, 120, 110, 100, 94, 88];
const TIGHT = 94; // from here on headings and gaps are small too
const ON_PAGES = 94;
const CLOSE = 88; // where the first page must hold a question with all its answers
const LETTERS_A_SECOND = 12; // read at ease
const [SHORTEST, LONGEST] = [12, 45]; // seconds of a page
const BY_HAND = 60; // seconds until a page that was turned by hand turns by itself
let leaf = { text: "", n: 0, until: 0 }; // the page that is seen, over redraws

// Pages side by side: columns as wide as their box, of which one is seen.
function layOut(node, room) {
  const [first] = node.children;
  const inside = Array.from(node.children).filter((child) => !child.matches(".room-head, .room-countdown, .room-foot") && (child !== first || child.offsetHeight > room / 3));
  const box = el("div", { class: "leaves" }, inside);
  node.insertBefore(box, node.querySelector(":scope > .room-foot"));
  node.append(el("p", { class: "leaf-mark" }, "1/2"));
  node.classList.add("paged");
  node.style.fontSize = `${node.matches(".close-pages") ? CLOSE : ON_PAGES}%`;
  box.style.height = "0";
  box.style.height = `${Math.max(1, room - node.offsetHeight)}px`;
  const text = box.textContent.replace(/\d+/g, "");
  if (leaf.text !== text) leaf = { text, n: 0, until: 0 };
  show(node, leaf.n);
}

function putBack(node) {
  const box = node.querySelector(":scope > .leaves");
  if (!box) return;
  box.replaceWith(...box.children);
  node.querySelector(":scope > .leaf-mark").remove();
  node.classList.remove("paged");
}

/** Show the n-th page, and say which it is; after the last comes the first. */
function show(node, n, seconds) {
  const box = node.querySelector(".leaves");
  const step = box.clientWidth + parseFloat(getComputedStyle(box).columnGap);
  const of = Math.max(1, Math.round((box.scrollWidth + step - box.clientWidth) / step));
  leaf.n = ((n % of) + of) % of;
  const reading = Math.min(LONGEST, Math.max(SHORTEST, box.textContent.length / of / LETTERS_A_SECOND));
  const asking = node.matches(".close-pages") ? 0 : of - 1; // the page that asks the question stands longer
  const wait = 1000 * (seconds || reading * (leaf.n === asking ? 2 : 1));
  if (seconds || leaf.until < Date.now() + 100) leaf.until = Date.now() + wait;
  box.scrollLeft = leaf.n * step;
  node.querySelector(".leaf-mark").textContent = of > 1 ? say("live.room.leaf", { n: leaf.n + 1, of }) : "";
  clearTimeout(leaf.timer);
  if (of > 1) leaf.timer = setTimeout(() => node.isConnected && show(node, leaf.n + 1), leaf.until - Date.now());
}

/** Turn the page of what is on the screen, by hand: 1 or -1; whether there was one to turn. */
export function turn(by) {
  const node = document.querySelector(".paged");
  if (node) show(node, leaf.n + by, BY_HAND);
  return Boolean(node);
}

const sized = new ResizeObserver(() => document.querySelectorAll(".fitting").forEach(fit));

function fit(node) {
  const main = node.closest("main");
  if (!main) return;
  sized.observe(main);
  const { paddingTop, paddingBottom } = getComputedStyle(main);
  const room = main.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  putBack(node);
  for (const size of SIZES) {
    node.classList.toggle("tight", size <= TIGHT);
    node.style.fontSize = `${size}%`;
    if (node.offsetHeight <= room) return;
  }
  layOut(node, room);
}

/** Let the type of a node fit the hall screen; sizes inside must be in em. */
export function fitting(node) {
  node.classList.add("fitting");
  requestAnimationFrame(() => fit(node));
  return node;
}

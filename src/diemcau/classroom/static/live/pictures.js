// Pictures that several kinds draw: a bar for a share, and type that fits the hall screen.

import { el } from "./dom.js";

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

const SMALLEST = 40; // per cent: what is small can still be read from the front, what is cut off cannot

function fit(node) {
  const main = node.closest("main");
  if (!main) return;
  const { paddingTop, paddingBottom } = getComputedStyle(main);
  const room = main.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  let size = 100;
  node.style.fontSize = "";
  while (node.offsetHeight > room && size > SMALLEST) {
    size -= 4;
    node.style.fontSize = `${size}%`;
  }
}

/** Let the type of a node shrink until the node fits the hall screen; sizes inside must be in em. */
export function fitting(node) {
  node.classList.add("fitting");
  requestAnimationFrame(() => fit(node));
  return node;
}

window.addEventListener("resize", () => document.querySelectorAll(".fitting").forEach(fit));

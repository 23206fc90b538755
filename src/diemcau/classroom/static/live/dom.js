// Nodes: how they are made and how a new picture takes the place of an old one.
// Text only ever becomes a text node; nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "selected", "disabled", "open", "hidden", "indeterminate", "readOnly", "multiple"]);

function fill(node, attributes, children) {
  const handlers = [];
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") {
      node[name.toLowerCase()] = value;
      handlers.push(name.toLowerCase());
    } else if (name === "ref") {
      continue;
    } else if (PROPERTIES.has(name)) {
      if (name !== "value") node[name] = Boolean(value);
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  if (handlers.length) node.handlers = handlers;
  append(node, children);
  // The value of a <select> can only be set when its options are there.
  if (attributes && attributes.value !== undefined && attributes.value !== null) node.value = attributes.value;
  return node;
}

function append(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === true) continue;
    if (Array.isArray(child)) append(node, child);
    else node.append(child);
  }
}

/** An element: el("button", {class: "primary", onclick: f, "data-key": "go"}, "text", node, [nodes], null). */
export function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG: el.ns("svg", {viewBox: "0 0 10 10"}, ...). */
el.ns = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** Put these children in place of those a node has; the one that has the focus stays where it is. */
export function fillWith(node, ...children) {
  const next = node.cloneNode(false);
  next.handlers = node.handlers;
  append(next, children);
  merge(node, next, true);
}

function pathTo(root, node) {
  const path = [];
  for (let at = node; at !== root; at = at.parentNode) path.unshift(at);
  return path;
}

function key(node) {
  return node.getAttribute && node.getAttribute("data-key");
}

function twinPath(old, next, active) {
  const path = pathTo(old, active);
  const wanted = key(active);
  if (wanted) {
    for (const candidate of next.querySelectorAll("[data-key]")) {
      if (key(candidate) === wanted) return [path, pathTo(next, candidate)];
    }
    return null;
  }
  let at = next;
  const twins = [];
  let from = old;
  for (const step of path) {
    const place = Array.prototype.indexOf.call(from.children, step);
    at = at.children[place];
    if (!at || at.tagName !== step.tagName) return null;
    twins.push(at);
    from = step;
  }
  return [path, twins];
}

function syncAttributes(old, next, typing) {
  for (const { name } of Array.from(old.attributes)) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of Array.from(next.attributes)) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.handlers || []) old[name] = null;
  for (const name of next.handlers || []) old[name] = next[name];
  old.handlers = next.handlers;
  if ("disabled" in next && old.disabled !== next.disabled) old.disabled = next.disabled;
  if ("checked" in next && old.checked !== next.checked) old.checked = next.checked;
  // A value is only ever set when the person is not in the middle of a word (Telex, VNI).
  if (!typing && "value" in next && old.value !== next.value) old.value = next.value;
}

let composing = false;
document.addEventListener("compositionstart", () => (composing = true), true);
document.addEventListener("compositionend", () => (composing = false), true);

function copyInto(old, next, keepOld, keepNext) {
  for (const child of Array.from(old.childNodes)) if (child !== keepOld) child.remove();
  let after = false;
  for (const child of Array.from(next.childNodes)) {
    if (child === keepNext) after = true;
    else if (after || !keepOld) old.append(child);
    else old.insertBefore(child, keepOld);
  }
}

// What a handler of the new picture reads from "its" input is what stands in the one that stayed.
function mirror(live, twin) {
  if (!("value" in live)) return;
  twin.value = live.value;
  live.addEventListener("input", () => {
    twin.value = live.value;
    if ("checked" in live) twin.checked = live.checked;
  });
}

const PRESSED = "button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), a[href], summary";

// Who walks by keyboard and pressed something that is gone now stays where it was.
function focusNear(root, place) {
  const all = root.querySelectorAll(PRESSED);
  if (all.length) all[Math.min(place, all.length - 1)].focus({ preventScroll: true });
}

/** Put nodes into a list in their order. Those that stay are not touched; a focus that went goes to the next row. */
export function inPlace(list, nodes) {
  const active = document.activeElement;
  const place = list.contains(active) ? Array.prototype.indexOf.call(list.querySelectorAll(PRESSED), active) : -1;
  const wanted = new Set(nodes);
  for (const child of Array.from(list.childNodes)) if (!wanted.has(child)) child.remove();
  let at = list.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else list.insertBefore(node, at);
  }
  if (place >= 0 && document.activeElement === document.body) focusNear(list, place);
}

// What was ever scrolled. To ask a node how far it is scrolled lays out the whole page: of the others nobody asks.
const scrolled = new WeakSet();
document.addEventListener("scroll", ({ target }) => scrolled.add(target), { capture: true, passive: true });

function remember(root) {
  const kept = [];
  for (const node of root.querySelectorAll("[data-key]")) {
    if (scrolled.has(node)) kept.push([key(node), "scroll", node.scrollTop, node.scrollLeft]);
    if (node.tagName === "DETAILS") kept.push([key(node), "open", node.open]);
  }
  return kept;
}

function restore(root, kept) {
  if (!kept.length) return;
  const byKey = {};
  for (const node of root.querySelectorAll("[data-key]")) byKey[key(node)] = node;
  for (const [which, what, first, second] of kept) {
    const node = byKey[which];
    if (!node) continue;
    if (what === "open") node.open = first;
    else {
      scrolled.add(node);
      node.scrollTop = first;
      node.scrollLeft = second;
    }
  }
}

/** Take the picture `next` in place of `old`; returns the node that now stands there.
 *
 * The focused element and everything above it stay in the document, so that the caret, a half-typed
 * Vietnamese word and the keyboard of a phone survive; all else is replaced.
 */
export function merge(old, next, sameRoot) {
  const kept = remember(old);
  const active = document.activeElement;
  const inside = active && active !== old && old.contains(active);
  const place = inside ? Array.prototype.indexOf.call(old.querySelectorAll(PRESSED), active) : -1;
  const paths = inside ? twinPath(old, next, active) : null;
  const aligned = paths && (sameRoot || old.tagName === next.tagName) && paths[0].length === paths[1].length && paths[0].every((node, n) => node.tagName === paths[1][n].tagName);
  if (aligned) {
    const [path, twins] = paths;
    const chain = [old, ...path];
    const others = [next, ...twins];
    if (!sameRoot) syncAttributes(old, next, true);
    for (let n = 0; n < path.length; n += 1) {
      syncAttributes(path[n], twins[n], composing);
      copyInto(chain[n], others[n], path[n], twins[n]);
    }
    const live = path[path.length - 1];
    const twin = twins[twins.length - 1];
    if (live.tagName !== "SELECT") copyInto(live, twin, null, null);
    mirror(live, twin);
    restore(old, kept);
    return old;
  }
  if (sameRoot) copyInto(old, next, null, null);
  else old.replaceWith(next);
  const root = sameRoot ? old : next;
  restore(root, kept);
  if (paths) paths[1][paths[1].length - 1].focus({ preventScroll: true });
  if (place >= 0 && document.activeElement === document.body) focusNear(root, place);
  return root;
}

// A picture never changes under a finger: between press and click the node must be the same one. Right after the
// click it does change, so that the next press finds what this one has done; a press without a click ends soon too.
let pressed = false;
let releasing = 0;
let waiting = [];
function press() {
  clearTimeout(releasing);
  pressed = true;
}
function free() {
  pressed = false;
  const ready = waiting;
  waiting = [];
  for (const job of ready) job();
}
function release(wait) {
  clearTimeout(releasing);
  releasing = setTimeout(free, wait);
}
document.addEventListener("pointerdown", press, true);
document.addEventListener("pointerup", () => release(60), true);
document.addEventListener("pointercancel", () => release(60), true);
document.addEventListener("click", () => release(0), true);

/** Run a redraw now, or right after the press that is going on. */
export function whenFree(job) {
  if (pressed) {
    if (!waiting.includes(job)) waiting.push(job);
  } else job();
}

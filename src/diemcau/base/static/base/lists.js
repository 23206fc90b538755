// Lists by keyboard: "/" goes to the search, j and k or the arrows walk along the rows, Enter opens one.
// And what htmx cannot say by itself: that nothing arrived.

const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
const links = () => [...document.querySelectorAll("#listing tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);

function walk(by) {
  const all = links();
  const row = document.activeElement.closest("#listing tbody tr");
  const at = row ? all.findIndex((link) => row.contains(link)) : by > 0 ? -1 : all.length;
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const search = document.querySelector("#listing-q");
  if (event.key === "Escape" && event.target === search) return search.blur();
  const inSearch = event.target === search && event.key === "ArrowDown";
  if (typing(event.target) && !inSearch) return;
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  const row = document.activeElement.closest("#listing tbody tr");
  const by = { j: 1, k: -1, ArrowDown: row || inSearch ? 1 : 0, ArrowUp: row ? -1 : 0 }[event.key];
  if (!by || !links().length) return;
  event.preventDefault();
  walk(by);
});

// A table that is wider than its place can be moved by keys as well.
let named = 0;
function reachable() {
  for (const box of document.querySelectorAll(".scroll, .tabs")) {
    const wide = box.scrollWidth > box.clientWidth;
    if (!wide || box.hasAttribute("tabindex")) continue;
    box.tabIndex = 0;
    if (box.matches(".tabs")) continue;
    const title = box.closest("section[aria-labelledby]");
    const heading = document.querySelector("h1");
    box.setAttribute("role", "group");
    if (title) box.setAttribute("aria-labelledby", title.getAttribute("aria-labelledby"));
    else if (heading) {
      heading.id = heading.id || `title-${(named += 1)}`;
      box.setAttribute("aria-labelledby", heading.id);
    }
  }
}
reachable();
addEventListener("resize", reachable);
document.addEventListener("htmx:afterSettle", reachable);

const notice = () => document.querySelector("#notice");

function tell(words) {
  const line = document.createElement("p");
  line.className = "notice bad";
  line.textContent = `▲ ${words}`;
  notice().replaceChildren(line);
}

document.addEventListener("htmx:sendError", () => tell(notice().dataset.unsent));
document.addEventListener("htmx:timeout", () => tell(notice().dataset.unsent));
// A fault page of a proxy says nothing that could be shown.
document.addEventListener("htmx:responseError", () => notice().textContent.trim() || tell(notice().dataset.fault));
document.addEventListener("htmx:beforeRequest", () => notice().replaceChildren());

// The tour: puts the five screens into their frames and leads through the steps.

const tour = document.querySelector(".tour");
const shows = {
  count: ["site", "control"],
  situation: ["lecturer", "room"],
  obstacle: ["site", "phone"],
  report: ["control", "lecturer"],
  news: ["site", "room"],
  close: ["control", "site"],
};

const tokens = document.querySelectorAll("input[name=csrfmiddlewaretoken]");

async function ways() {
  const answer = await fetch(tour.dataset.frames, { method: "POST", headers: { "X-CSRFToken": tokens[0].value } });
  if (!answer.ok) throw new Error(String(answer.status));
  const all = await answer.json();
  for (const token of tokens) token.value = all.csrf;
  return all;
}

function show(step) {
  for (const button of tour.querySelectorAll("[data-step]")) {
    const on = button.dataset.step === step;
    if (on) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
    document.getElementById(`how-${button.dataset.step}`).hidden = !on;
  }
  bring(...shows[step]);
}

function bring(large, second) {
  for (const pane of tour.querySelectorAll(".pane")) {
    const name = pane.id.slice(5);
    pane.classList.toggle("large", name === large);
    pane.classList.toggle("second", name === second);
  }
  for (const tab of tour.querySelectorAll("[data-tab]")) {
    tab.setAttribute("aria-selected", String(tab.dataset.tab === large));
  }
  fit();
}

// A frame is drawn at the size of its device and scaled into its pane, so that everybody sees whole screens.
const sizes = { site: [1366, 768], control: [1366, 768], lecturer: [1366, 768], room: [1920, 1080], phone: [390, 844] };

function fit() {
  for (const pane of tour.querySelectorAll(".pane")) {
    const [width, height] = sizes[pane.id.slice(5)];
    const glass = pane.querySelector(".glass");
    const frame = pane.querySelector("iframe");
    const scale = Math.min(glass.clientWidth / width, glass.clientHeight / height);
    frame.style.width = `${width}px`;
    frame.style.height = `${height}px`;
    frame.style.transform = `scale(${scale})`;
    frame.style.left = `${Math.max(0, (glass.clientWidth - width * scale) / 2)}px`;
  }
}

async function papers() {
  const list = tour.querySelector(".papers");
  const answer = await fetch(tour.dataset.papers);
  if (answer.ok) {
    const ready = (await answer.json()).papers;
    const items = ready.map((paper) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = paper.url;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = paper.title;
      item.append(link);
      return item;
    });
    if (items.length) list.replaceChildren(...items);
  }
  setTimeout(papers, 5000);
}

// Over plain http a browser keeps six connections to one server, and every screen holds one of them for good. A screen
// that is opened by itself therefore rests here until its tab is closed.
const twin = { operator: "control" };
const apart = new Map(); // frame → its tab

async function open(screen) {
  const page = window.open("about:blank", "_blank");
  if (!page) return; // not allowed to open a tab
  const frame = tour.querySelector(`[data-frame="${twin[screen] || screen}"]`);
  if (frame) rest(frame, page);
  page.location = (await ways())[screen];
}

function rest(frame, page) {
  apart.set(frame, (apart.get(frame) || []).concat(page));
  frame.src = "about:blank";
  frame.hidden = true;
  frame.parentElement.querySelector(".apart").hidden = false;
}

async function backAgain() {
  for (const [frame, pages] of apart) {
    if (!pages.every((page) => page.closed)) continue;
    apart.delete(frame);
    frame.parentElement.querySelector(".apart").hidden = true;
    frame.hidden = false;
    frame.src = (await ways())[frame.dataset.frame];
  }
  setTimeout(backAgain, 1000);
}

tour.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.step) show(button.dataset.step);
  if (button.dataset.tab) bring(button.dataset.tab, null);
  if (button.dataset.open) open(button.dataset.open);
});
window.addEventListener("resize", fit);

localStorage.setItem("diemcau:lang", document.documentElement.lang);
const paths = await ways();
for (const frame of tour.querySelectorAll("[data-frame]")) {
  frame.addEventListener("load", () => (frame.nextElementSibling.hidden = true)); // it says that the screen is on its way
  frame.src = paths[frame.dataset.frame];
}
show("count");
papers();
backAgain();

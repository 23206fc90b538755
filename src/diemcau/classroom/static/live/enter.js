// Ways in for the people who run a class: a slip with a PIN (host), or a one-time link (all others).
// The secret stands in the fragment, is swapped by POST and leaves the address bar at once.

import { call } from "./api.js";
import { el, fillWith } from "./dom.js";
import { markSimulation } from "./frame.js";
import { page, wordsOf } from "./page.js";
import { deviceId, leaveFor } from "./session.js";
import { say } from "./words.js";

const app = () => document.getElementById("app");

function takeFragment() {
  const [, sort, secret] = /^#([pl])=(.+)$/.exec(location.hash) || [];
  if (sort) history.replaceState(null, "", location.pathname + location.search);
  return { sort, secret: secret ? decodeURIComponent(secret) : "" };
}

// A link may lead to another desk than the page it was opened on.
function settle(session, screen, answer, lasting) {
  if (answer.go) {
    location.replace(answer.go);
    return false;
  }
  const wanted = answer.screen ? String(answer.screen).replace(/^\//, "") : screen;
  if (wanted !== screen) {
    leaveFor(`/${wanted}`, { ...answer, lasting }, lasting);
    location.replace(`/${wanted}`);
    return false;
  }
  session.take(answer, lasting);
  return true;
}

function askPin(session, screen, slip, done) {
  let words = "";
  let busy = false;
  let pin = "";
  const send = async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    words = say("live.enter.checking");
    draw();
    try {
      const answer = await call("/vao/phieu", { body: { slip, pin: pin.replace(/\D/g, ""), device: deviceId() }, plain: true });
      if (settle(session, screen, answer, true)) done();
    } catch (error) {
      busy = false;
      words = wordsOf(error);
      draw();
      document.getElementById("pin").focus();
    }
  };
  const draw = () => {
    const input = el("input", {
      id: "pin",
      "data-key": "pin",
      inputmode: "numeric",
      autocomplete: "one-time-code",
      maxlength: 7,
      class: "digits",
      value: pin,
      "aria-describedby": "said-here",
      oninput: (event) => (pin = event.target.value),
    });
    const line = el("p", { id: "said-here", class: busy ? "status wait" : "status bad", role: "alert", hidden: !words }, words);
    const form = el(
      "form",
      { onsubmit: send, class: "stack" },
      el("div", { class: "field" }, el("label", { for: "pin" }, say("live.enter.pin")), el("span", { class: "hint" }, say("live.enter.pin_hint")), input),
      line,
      el("button", { class: "primary", type: "submit", disabled: busy, "data-key": "go" }, say("live.enter.open")),
    );
    fillWith(app(), page(say("live.enter.slip_title"), form));
  };
  draw();
  document.getElementById("pin").focus();
}

async function takeLink(session, screen, link, done) {
  fillWith(app(), page(say("live.enter.link_title"), el("p", { role: "status" }, say("live.enter.checking"))));
  try {
    const answer = await call("/vao/lien-ket", { body: { link, device: deviceId() }, plain: true });
    if (settle(session, screen, answer, false)) done();
  } catch (error) {
    const again = el("button", { class: "primary", type: "button", onclick: () => takeLink(session, screen, link, done) }, say("live.enter.again"));
    fillWith(app(), page(say("live.enter.link_title"), el("p", { class: "status bad", role: "alert" }, wordsOf(error)), error.status ? null : again));
  }
}

/** Wait until this desk has a session. */
export function enter(session, screen) {
  const { sort, secret } = takeFragment();
  return new Promise((done) => {
    if (sort === "p") askPin(session, screen, secret, done);
    else if (sort === "l") takeLink(session, screen, secret, done);
    else if (session.resume()) done();
    else {
      markSimulation(false);
      const how = say(`live.enter.how_${screen}`).split("\n");
      fillWith(app(), page(say(`live.title.${screen}`), el("p", {}, say("live.enter.none")), el("ol", { class: "how" }, how.map((line) => el("li", {}, line))), screen === "site" ? el("a", { class: "dial", href: "/tap" }, say("live.practice.first")) : null));
    }
  });
}

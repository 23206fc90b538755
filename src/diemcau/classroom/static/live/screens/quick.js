// Texts that a desk copies: the quick report, the reminder, a link.

import { el, say } from "../frame.js";

/** Copy a text to the clipboard, also where only the old way is allowed; the answer says whether it worked. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (_) {
    const box = el("textarea", { value: text, readOnly: true, class: "unseen" });
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

/** Two buttons that fetch the texts people really send by chat, and copy them. */
export function quickButtons(app) {
  const state = app.draftOf("quick");
  const take = async (which) => {
    try {
      const texts = await app.session.ask("/live/quick");
      state.text = texts[which];
      state.said = (await copy(state.text)) ? say("live.quick.copied") : say("live.quick.by_hand");
      state.sort = "good";
    } catch (error) {
      state.said = error.words || say("live.enter.no_line");
      state.sort = "bad";
    }
    app.redraw();
  };
  return el(
    "section",
    { class: "quick stack" },
    el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => take("report"), "data-key": "quick-report" }, say("live.quick.report")), el("button", { type: "button", onclick: () => take("reminder"), "data-key": "quick-reminder" }, say("live.quick.reminder"))),
    state.said ? el("p", { class: `status ${state.sort}`, role: "status" }, state.said) : null,
    state.text ? el("textarea", { class: "quick-text", readOnly: true, rows: 8, value: state.text, "aria-label": say("live.quick.text"), "data-key": "quick-text" }) : null,
  );
}

// Papers for print that the office makes: asked for with the desk's own secret, saved as a file.

import { el, lang, say } from "./frame.js";

const PATIENCE = 60000; // a long list takes the office a while

/** The PDF of a paper of this site; a failure has the words of the refusal, or none when the line is down. */
async function fetchPaper(session, paper) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch("/office/ban/in", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": lang() },
      body: JSON.stringify({ session, paper, sittings: [] }),
      signal: stop.signal,
      cache: "no-store",
      redirect: "error",
    });
    const type = answer.headers.get("content-type") || "";
    if (answer.ok && type.includes("application/pdf")) return { file: await answer.blob() };
    return { words: type.includes("application/json") ? (await answer.json()).words : "" };
  } catch (_) {
    return { words: "" };
  } finally {
    clearTimeout(timer);
  }
}

function save(file, name) {
  const url = URL.createObjectURL(file);
  const link = el("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

const PAPERS = { "diem-danh": "live.site.sheet", "vao-lop": "live.site.access", "huong-dan": "live.site.guide" };

/** Buttons for the papers of this site; nothing for a desk that has no secret of its own to ask with. */
export function paperButtons(app) {
  const { record } = app.session;
  if (!record || !record.session) return null;
  const state = app.draftOf("papers");
  const take = async (paper) => {
    if (state.busy) return;
    Object.assign(state, { busy: true, said: say("live.site.sheet_wait"), sort: "" });
    app.redraw();
    const { file, words } = await fetchPaper(record.session, paper);
    if (file) save(file, `${paper}.pdf`);
    const done = file ? { said: say("live.site.sheet_done"), sort: "good" } : { said: words || say("live.enter.no_line"), sort: "bad" };
    Object.assign(state, done, { busy: false });
    app.redraw();
  };
  const button = ([paper, key]) => el("button", { type: "button", onclick: () => take(paper), "aria-disabled": state.busy ? "true" : null, "data-key": `paper-${paper}` }, say(key));
  return el("section", { class: "stack" }, el("div", { class: "buttons" }, Object.entries(PAPERS).map(button)), state.said ? el("p", { class: `status ${state.sort}`, role: "status" }, state.said) : null);
}

// What rooms and persons wrote: who wrote it as all may know it, one's own text with its way, a form for it.

import { el, field, say, status, when } from "/static/live/frame.js";

/** The words of a text, or a line that says that they were erased. */
export const wordsOf = (text) => text || say("writing.erased");

/** "một xã thuộc tỉnh …"; the name only where the room agreed. */
export function whence({ unit, of, name }) {
  const one = name || say(unit && say.has(`naming.one.${unit}`) ? `naming.one.${unit}` : "naming.one");
  return of ? say("naming.whence", { one, of }) : one;
}

/** A text that stands before everybody; `by` says whose it is. */
export function quoted(text, by, ...more) {
  return el("figure", { class: "case" }, el("figcaption", {}, by), el("blockquote", {}, `“${wordsOf(text)}”`), more);
}

/** The last text sent that is still on its way, or the one that the server has; null for none. */
export function handedIn(ctx, command) {
  const sent = ctx.sends.find((send) => send.kind === command);
  if (sent && (sent.state === "saved" || sent.state === "sent")) return { ...sent.body, at: 0 };
  return ctx.act.mine || null;
}

/** One's own text: a form, or what was handed in with a button to change it.
 *
 * `key` is the prefix of its words (send, change, edit, keep, note, note.hint, site.sent, site.waiting, named), `verb`
 * the command, `open` whether it may still be changed, `names` whether the room may agree to be named.
 */
export function ownText(ctx, { key, verb, longest, open, label, names = true }) {
  const { act, draft } = ctx;
  const command = `${ctx.kind}.${verb}`;
  const line = status(ctx.sends.find((send) => send.kind === command));
  const last = handedIn(ctx, command);
  const aside = act.aside ? el("p", { class: "status warn" }, `▲ ${say(`${key}.site.late`)}`) : null;
  const edit = (editing) => {
    draft.editing = editing;
    draft.text = editing && last ? last.text : undefined;
    draft.named = Boolean(last && last.named);
    ctx.redraw();
  };
  if (!open || (last && !draft.editing)) {
    return [
      last ? handed(last, key) : el("p", { class: "muted" }, say(`${key}.site.none`)),
      aside,
      line,
      open ? el("button", { type: "button", "data-key": `${ctx.id}-edit`, onclick: () => edit(true) }, say(`${key}.edit`)) : null,
    ];
  }
  const send = async () => {
    const body = { text: draft.text.trim() };
    if (names) body.named = Boolean(draft.named);
    draft.editing = false;
    const receipt = ctx.send(verb, body);
    ctx.redraw();
    if (((await receipt) || {}).refused) {
      draft.editing = true;
      ctx.redraw();
    } else if (!draft.editing) draft.text = undefined; // else it is being written anew already
  };
  return [
    field(ctx, "text", { type: "textarea", rows: 4, maxlength: longest, label, hint: say(`${key}.note.hint`), oninput: () => ctx.redraw() }),
    names ? field(ctx, "named", { type: "checkbox", label: say(`${key}.named`) }) : null,
    el(
      "div",
      { class: "buttons" },
      el("button", { class: "primary", type: "button", "data-key": `${ctx.id}-send`, disabled: !(draft.text || "").trim(), onclick: send }, say(last ? `${key}.change` : `${key}.send`)),
      last ? el("button", { class: "quiet", type: "button", "data-key": `${ctx.id}-keep`, onclick: () => edit(false) }, say(`${key}.keep`)) : null,
    ),
    aside,
    line,
  ];
}

// One that is still on its way has no time yet.
function handed(last, key) {
  return el("div", { class: last.at ? "decided" : "decided waiting" }, el("p", {}, last.at ? `✓ ${say(`${key}.site.sent`, { at: when(last.at) })}` : `◐ ${say(`${key}.site.waiting`)}`), el("blockquote", { class: "typed" }, wordsOf(last.text)));
}

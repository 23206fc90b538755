// What somebody types into a form is kept in this tab until the server has it: through a session that ended, a refusal,
// a slip of the mouse, a reload. It never leaves the tab, and passwords and files are never kept. A form is sent once.

const PREFIX = "typed:";
const AGAIN = 5000; // ms: a second press of the same button within this time is the same press
const HELD = new Set(["text", "search", "tel", "url", "email", "number", "textarea", "select-one", "select-multiple", "checkbox", "radio"]);
const here = location.pathname + location.search;
// The door and pages that say no: what was sent did not arrive.
const arrived = "signedIn" in document.body.dataset && !document.querySelector("#said");

const forms = [...document.querySelectorAll("main form[method=post]")].filter(
  (form) => !form.hasAttribute("hx-post") && !form.querySelector("[type=password]") && !form.hasAttribute("data-unkept"),
);
const fields = (form) => [...form.elements].filter((field) => field.name && HELD.has(field.type) && !field.readOnly);
const value = (field) =>
  field.type === "checkbox" || field.type === "radio" ? field.checked
    : field.type === "select-multiple" ? [...field.selectedOptions].map((option) => option.value) : field.value;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The fields of a form as they are: [name, value of a choice, what is in it]. */
const filled = (form) => fields(form).map((field) => [field.name, field.type === "checkbox" || field.type === "radio" ? field.value : "", value(field)]);

function keys() {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
}

const read = (key) => JSON.parse(sessionStorage.getItem(key));

function write(key, kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch (_) {
    // No room: typing goes on, it is only not kept.
  }
}

function put(field, held) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = held;
  else if (field.type === "select-multiple") for (const option of field.options) option.selected = held.includes(option.value);
  else field.value = held;
}

/** Put back what was kept, field by field; whether anything differs from what stands there. */
function restore(form, kept) {
  const left = fields(form);
  let differs = false;
  for (const [name, choice, held] of kept) {
    const at = left.findIndex((field) => field.name === name && (!choice || field.value === choice));
    if (at < 0) continue;
    const [field] = left.splice(at, 1);
    if (same(value(field), held)) continue;
    differs = true;
    put(field, held);
    const folded = field.closest("details");
    if (folded) folded.open = true;
  }
  return differs;
}

function tell(form, key, at) {
  const words = document.querySelector("#notice").dataset;
  const line = document.createElement("div");
  line.className = "notice warn row";
  line.setAttribute("role", "status");
  const said = document.createElement("p");
  said.textContent = `▲ ${words.typed.replace("{at}", at)}`;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "quiet";
  drop.textContent = words.drop;
  drop.addEventListener("click", () => {
    form.reset();
    form.dispatchEvent(new Event("change", { bubbles: true }));
    sessionStorage.removeItem(key);
    line.remove();
  });
  line.append(said, drop);
  form.before(line);
}

function keep(form, key) {
  const began = filled(form);
  const now = (sent) => {
    const kept = filled(form);
    if (same(kept, began)) sessionStorage.removeItem(key);
    else write(key, { at: Date.now(), sent, kept });
  };
  form.addEventListener("input", () => now(false));
  form.addEventListener("change", () => now(false));
  form.addEventListener("submit", (event) => event.defaultPrevented || now(true));
}

let last = 0;
let button = null;
function once(event) {
  const pressed = event.submitter || event.target;
  if (pressed === button && event.timeStamp - last < AGAIN) event.preventDefault();
  else [button, last] = [pressed, event.timeStamp];
}

for (const key of keys()) {
  const one = read(key);
  if (one.sent && arrived) sessionStorage.removeItem(key);
  else if (one.sent) write(key, { ...one, sent: false });
}
forms.forEach((form, place) => {
  form.addEventListener("submit", once);
  const key = `${PREFIX}${here}#${form.id || form.getAttribute("action") || place}`;
  // The server shows a refused form again with all that was typed: that is newer.
  if (document.querySelector(".errors, .error, [aria-invalid=true]")) write(key, { at: Date.now(), sent: false, kept: filled(form) });
  const found = read(key);
  keep(form, key);
  if (!found) return;
  if (!restore(form, found.kept)) return;
  tell(form, key, new Date(found.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
  form.dispatchEvent(new Event("change", { bubbles: true }));
});
// Back to where one came from, where a page of ours says so.
const back = document.querySelector("a[data-back]");
if (back && document.referrer.startsWith(`${location.origin}/`)) {
  back.href = document.referrer;
  back.hidden = false;
}
// Whoever signs out leaves nothing behind.
document.querySelector("form[data-leave]")?.addEventListener("submit", () => keys().forEach((key) => sessionStorage.removeItem(key)));
// A page that comes back as it was may be sent again.
addEventListener("pageshow", () => (button = null));

// The door of the office: swaps an organiser's one-time link for a session. Links of desks lead to their own
// screens and are not used up here.

const form = document.getElementById("enter");
const said = document.getElementById("said");

function tell(what) {
  said.textContent = said.dataset[what];
  said.hidden = false;
}

/** The secret in a fragment, "" for none. */
function secretOf(fragment) {
  const [, found] = /^#l=(.+)$/.exec(fragment) || [];
  return found ? decodeURIComponent(found) : "";
}

async function swap(secret) {
  tell("wait");
  let answer;
  try {
    answer = await fetch(form.dataset.swap, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ link: secret }),
      credentials: "same-origin",
      redirect: "error",
    });
  } catch (_) {
    tell("line");
    return;
  }
  const value = answer.ok ? await answer.json() : {};
  if (value.go) location.replace(value.go);
  else tell(answer.status >= 500 ? "line" : "bad");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  let link;
  try {
    link = new URL(form.elements.link.value.trim(), location.href);
  } catch (_) {
    tell("bad");
    return;
  }
  if (link.origin !== location.origin || !secretOf(link.hash)) tell("bad");
  else if (link.pathname !== location.pathname) location.assign(link.href);
  else swap(secretOf(link.hash));
});

// The secret leaves the address bar and the history at once. A link that is pasted into the address bar of this
// very page changes the fragment only.
function takeFragment() {
  const secret = secretOf(location.hash);
  if (!secret) return;
  history.replaceState(null, "", location.pathname);
  swap(secret);
}

addEventListener("hashchange", takeFragment);
takeFragment();

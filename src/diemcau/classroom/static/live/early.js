// The first thing of all on a phone: a code that was just scanned lives half a minute, and on a weak line the page
// itself takes ten seconds. So the code is swapped for a ticket at once; enter-phone.js finds the answer in
// window.early. A plain script: no module has to come before it. A code with a point is the way back of one person.
(() => {
  const [, site, code] = /^#(\d+)\.([\w.-]+)$/.exec(location.hash) || [];
  if (!site) return;
  let lang = "vi";
  try {
    const key = "diemcau:session:/phone";
    const record = JSON.parse(sessionStorage.getItem(key) || localStorage.getItem(key));
    if (record && record.until > Date.now() && !code.includes(".")) return; // this phone has its seat
    lang = localStorage.getItem("diemcau:lang") || lang;
  } catch (_) {
    // A browser that keeps nothing comes in anew each time.
  }
  history.replaceState(null, "", location.pathname + location.search);
  const headers = { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": lang };
  const options = { method: "POST", headers, cache: "no-store", credentials: "same-origin", redirect: "error" };
  const answer = fetch("/live/enter", { ...options, body: JSON.stringify({ site: Number(site), code }) })
    .then(async (given) => ({ status: given.status, value: await given.json() }))
    .catch(() => null);
  window.early = { site: Number(site), code, answer };
})();
// Scanned again in the same tab: only the fragment changes, so the page is made anew.
addEventListener("hashchange", () => /^#\d+\./.test(location.hash) && location.reload());

// The page on the device: a service worker keeps its files, so that it opens without a line.
// Where there is none (plain http, browsers inside chat programs) everything else works as ever.

const SCREENS = ["phone", "site", "room"];
// What is kept in a browser inside a chat program is gone with its window, and nobody finds it again.
const INSIDE = /Zalo|FBAN|FBAV|FB_IAB|Messenger|Instagram|Line\/|MicroMessenger|; wv\)/i;

/** Whether this browser keeps pages. */
export function keepsPages() {
  return "serviceWorker" in navigator && window.isSecureContext && !INSIDE.test(navigator.userAgent);
}

// Trusted Types: the one address that may become a worker.
function address() {
  const allow = (url) => {
    if (url !== "/worker.js") throw new TypeError(url);
    return url;
  };
  if (!window.trustedTypes) return allow("/worker.js");
  return window.trustedTypes.createPolicy("diemcau-worker", { createScriptURL: allow }).createScriptURL("/worker.js");
}

/** Have the files of a screen kept on this device. */
export function installOffline(screen) {
  if (!SCREENS.includes(screen) || !keepsPages()) return;
  // updateViaCache: the script that says what is new is always asked for.
  navigator.serviceWorker.register(address(), { scope: `/${screen}`, updateViaCache: "none" }).catch((error) => console.warn("offline", String(error)));
}

// The service worker of a screen. LISTS (scope → {version, files}) stands above this text: the server writes it.
// It gives a page the files of one version only: its own. A new version waits until all its files are here and no
// page of the old one is open. What is asked of /live, the office, and every file that is not listed goes to the line.

const { version, files } = LISTS[new URL(self.registration.scope).pathname];
const SHELL = new URL(self.registration.scope).pathname;
const NAME = `diemcau${SHELL}:${version}`;

async function bringAll() {
  const cache = await caches.open(NAME);
  const held = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  // Two at a time: the line is the room's. What is here from a try before is not asked for again.
  const wanted = Object.keys(files).filter((path) => !held.has(path));
  const bring = async () => {
    for (let path = wanted.shift(); path; path = wanted.shift()) {
      // Another version of the server answers with other bytes: then this version is never complete.
      const answer = await fetch(path, { cache: "no-cache", integrity: files[path], credentials: "omit" });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      await cache.put(path, answer);
    }
  };
  await Promise.all([bring(), bring()]);
}

async function tidy() {
  const own = (await caches.keys()).filter((name) => name.startsWith(`diemcau${SHELL}:`) && name !== NAME);
  await Promise.all(own.map((name) => caches.delete(name)));
}

// A page that is opened anew while a newer version waits: let that one take over first, then open.
async function open(request) {
  const waiting = self.registration.waiting;
  const pages = await self.clients.matchAll();
  if (waiting && pages.length < 2 && request.method === "GET") {
    waiting.postMessage("go");
    return new Response("", { headers: { Refresh: "0", "Content-Type": "text/html" } });
  }
  return kept(SHELL, request);
}

async function kept(path, request) {
  const answer = await (await caches.open(NAME)).match(path);
  return answer || fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(bringAll()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "go") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === SHELL) event.respondWith(open(request));
  } else if (files[url.pathname]) event.respondWith(kept(url.pathname, request));
});

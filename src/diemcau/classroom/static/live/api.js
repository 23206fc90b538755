// One door for requests: JSON in, JSON out, a Failure for everything else.

import { lang } from "./words.js";

/** What went wrong. `status` 0 means that no answer of ours came: the line, or a page of somebody else's. */
export class Failure extends Error {
  constructor(status, code, words, wait) {
    super(code);
    this.status = status;
    this.code = code;
    this.words = words;
    this.wait = wait || 0;
  }
}

/** How long an answer may take, ms. */
const PATIENCE = 20000;

async function read(answer) {
  const type = answer.headers.get("content-type") || "";
  // A captive portal answers 200 with a page of its own: that is no answer.
  if (!type.includes("application/json")) throw new Failure(answer.status >= 500 ? answer.status : 0, "line.foreign", "");
  try {
    return await answer.json();
  } catch (_) {
    throw new Failure(0, "line.broken", "");
  }
}

/** Body and headers, compressed when it pays and the browser can. */
async function pack(value, headers) {
  const text = JSON.stringify(value);
  headers["Content-Type"] = "application/json";
  if (text.length < 2000 || typeof CompressionStream === "undefined") return text;
  const packed = new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")));
  headers["Content-Encoding"] = "gzip";
  return packed.arrayBuffer();
}

/** Ask the server. Options: body (sent as POST), token, patience, more headers. */
export async function call(path, { body, token, patience = PATIENCE, plain = false, more = {} } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": lang(), ...more };
  if (token) headers.Authorization = `Bearer ${token}`;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const options = { headers, signal: stop.signal, cache: "no-store", credentials: "same-origin", redirect: "error" };
    if (body !== undefined) {
      options.method = "POST";
      options.body = plain ? JSON.stringify(body) : await pack(body, headers);
      headers["Content-Type"] = "application/json";
    }
    const answer = await fetch(path, options);
    const value = await read(answer);
    if (answer.ok) return value;
    throw new Failure(answer.status, value.code || "", value.words || "", Number(answer.headers.get("retry-after")) * 1000);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(0, "line.down", "");
  } finally {
    clearTimeout(timer);
  }
}

/** A waiting time that doubles with each try up to `most`, spread so that rooms do not knock together. */
export function backoff(tries, most = 30000) {
  return Math.min(most, 1000 * 2 ** Math.min(tries, 6)) * (0.5 + Math.random());
}

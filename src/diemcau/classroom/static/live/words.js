// Words, numbers and times as people read them. Vietnamese is the source, English is complete.

let words = {};
let language = "vi";

// Vietnam's clock, which has stood at UTC+7 since 1975. By hand: making one formatter costs a cheap phone 30 ms.
const inVietnam = (ms) => new Date(ms + 7 * 3600000);
const two = (number) => String(number).padStart(2, "0");

/** The language of this screen: chosen here before, or Vietnamese. */
export function lang() {
  return language;
}

function chosen() {
  try {
    return localStorage.getItem("diemcau:lang") === "en" ? "en" : "vi";
  } catch (_) {
    return "vi";
  }
}

// Files of words that this page has asked for beside those of its screen: "kinds/poll".
const more = new Set();

async function fetched(of, file) {
  const answer = await fetch(`/static/words/${of}${file ? `/${file}` : ""}.json`);
  if (!answer.ok) throw new Error(`words ${of} ${file}: ${answer.status}`);
  return answer.json();
}

/** Load the words of a language (without one: of the language chosen on this device). A page that is no screen gets all. */
export async function loadWords(wanted) {
  const next = wanted || chosen();
  const { screen } = document.documentElement.dataset;
  const parts = await Promise.all([screen || "", ...more].map((file) => fetched(next, file)));
  words = Object.assign({}, ...parts);
  language = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem("diemcau:lang", next);
  } catch (_) {
    // A browser that keeps nothing asks again next time.
  }
}

/** Load what a part says that the screen came without; a change of language brings it too from now on. */
export async function alsoWords(file) {
  more.add(file);
  for (let of = null; of !== language; ) {
    of = language;
    Object.assign(words, await fetched(of, file));
  }
}

/** The words of a key with its fields filled in: {n} as it is given, {n:room|rooms} by whether it is one. */
export function say(key, data) {
  const text = words[key];
  if (text === undefined) {
    console.warn("no words for", key);
    return key;
  }
  return data ? text.replace(/\{(\w+)(?::(.*?)\|(.*?))?\}/g, (whole, name, one, more = data[name]) => (data[name] === undefined ? whole : one !== undefined && String(data[name]) === "1" ? one : more)) : text;
}

/** Whether there are words for a key. */
say.has = (key) => words[key] !== undefined;

/** A number as written: 1.204 and 55,7 in Vietnamese, 1,204 and 55.7 in English. */
export function count(number, decimals) {
  if (number === null || number === undefined || Number.isNaN(Number(number))) return "–";
  const [whole, part] = (decimals === undefined ? String(number) : Number(number).toFixed(decimals)).split(".");
  const [group, point] = language === "en" ? [",", "."] : [".", ","];
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, group) + (part ? point + part : "");
}

/** Clock time hh:mm of an instant in ms. */
export function when(ms) {
  if (!ms) return "–";
  const at = inVietnam(ms);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** Date dd/mm/yyyy of an instant. */
when.date = (ms) => {
  if (!ms) return "–";
  const at = inVietnam(ms);
  return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
};

/** How long something lasts, in words: 40 giây, 3 phút, 2 giờ 5 phút. */
when.span = (ms) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return say("live.span.seconds", { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return say("live.span.minutes", { n: minutes });
  return say("live.span.hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
};

/** Time left as m:ss, for a countdown. */
when.left = (ms) => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/** The search form of a text: lower case, no marks, đ as d; the same rule as on the server. */
export function fold(text) {
  return String(text).normalize("NFD").toLowerCase().replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/[-–—’'.,()]/g, " ").split(/\s+/).filter(Boolean).join(" ");
}

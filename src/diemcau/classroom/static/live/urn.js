// The arithmetic of a secret poll on the phone; the same as in activities/urn.py, where it is explained.

const HEX =
  "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd" +
  "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
  "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f" +
  "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
  "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510" +
  "15728e5a8aacaa68ffffffffffffffff";
const P = BigInt(`0x${HEX}`);
const Q = P >> 1n;
const G = 4n;
const SLICE = 128; // squarings between two moments for the screen

const number = (hex) => BigInt(`0x${hex}`);

/** Random bytes as hex. */
function chance(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** base to the power of exponent; a slow phone stays awake meanwhile. */
async function power(base, exponent) {
  let result = 1n;
  let done = 0;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % P;
    if (bit === "1") result = (result * base) % P;
    done += 1;
    if (done % SLICE === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return result;
}

/** The constants of SHA-256: 32 bits behind the point of cube and square roots of the first primes. */
function constants() {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const root = (value, degree) => {
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** degree <= value) low = middle;
      else high = middle;
    }
    return Number(low & 0xffffffffn);
  };
  const bits = (prime, degree) => root(BigInt(prime) << (32n * degree), degree);
  return { round: Uint32Array.from(primes, (prime) => bits(prime, 3n)), first: Uint32Array.from(primes.slice(0, 8), (prime) => bits(prime, 2n)) };
}

const { round, first } = constants();

/** SHA-256 of bytes: `crypto.subtle` is shut where the page came without TLS. */
function sha256(message) {
  const size = ((message.length + 72) >> 6) << 6;
  const bytes = new Uint8Array(size);
  bytes.set(message);
  bytes[message.length] = 128;
  const view = new DataView(bytes.buffer);
  view.setUint32(size - 4, message.length * 8);
  const state = first.slice();
  const w = new Uint32Array(64);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let at = 0; at < size; at += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const one = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const two = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + one + w[i - 7] + two;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const up = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + round[i] + w[i]) | 0;
      const low = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + up) | 0, c, b, a, (up + low) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] += value));
  }
  return Array.from(state, (value) => value.toString(16).padStart(8, "0")).join("");
}

/** The member of the group that a ticket stands for. */
function point(ticket) {
  const words = new TextEncoder().encode(ticket);
  let wide = "";
  for (let n = 0; n < 9; n += 1) wide += sha256(Uint8Array.of(n, ...words));
  const root = number(wide) % P;
  return (root * root) % P;
}

/** A ticket nobody has seen, and the number that hides it: hex. */
export function draw() {
  for (;;) {
    const hiding = number(chance(256)) & ((1n << 2047n) - 1n);
    if (hiding < Q) return { ticket: chance(32), hiding: hiding.toString(16) };
  }
}

/** The envelope of a ticket. */
export async function seal({ ticket, hiding }) {
  return ((point(ticket) * (await power(G, number(hiding)))) % P).toString(16);
}

/** The proof of a ticket, out of its envelope that was signed. */
export async function unseal({ hiding }, { signed, public: key }) {
  return ((number(signed) * (await power(number(key), Q - number(hiding)))) % P).toString(16);
}

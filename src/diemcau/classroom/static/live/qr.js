// A QR code (ISO/IEC 18004, model 2) of a short text: byte mode, error correction M, versions 1 to 18.

// Per version: [data codewords a block of group 1, blocks, blocks of group 2 (one codeword more)], and
// the correction codewords a block, for level M (table 9 of the standard).
const BLOCKS = [[16, 1, 0, 10], [28, 1, 0, 16], [44, 1, 0, 26], [32, 2, 0, 18], [43, 2, 0, 24], [27, 4, 0, 16], [31, 4, 0, 18], [38, 2, 2, 22], [36, 3, 2, 22], [43, 4, 1, 26], [50, 1, 4, 30], [36, 6, 2, 22], [37, 8, 1, 22], [40, 4, 5, 24], [41, 5, 5, 24], [45, 7, 3, 28], [46, 10, 1, 28], [43, 9, 4, 26]];
const ALIGN = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50], [6, 30, 54], [6, 32, 58], [6, 34, 62], [6, 26, 46, 66], [6, 26, 48, 70], [6, 26, 50, 74], [6, 30, 54, 78], [6, 30, 56, 82]];
const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

const EXP = [];
const LOG = [];
for (let n = 0, value = 1; n < 255; n += 1) {
  EXP[n] = EXP[n + 255] = value;
  LOG[value] = n;
  value = value & 128 ? ((value << 1) ^ 0x11d) & 255 : value << 1;
}
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

function correction(data, size) {
  let generator = [1];
  for (let n = 0; n < size; n += 1) {
    const next = new Array(generator.length + 1).fill(0);
    generator.forEach((value, place) => {
      next[place] ^= value;
      next[place + 1] ^= times(value, EXP[n]);
    });
    generator = next;
  }
  const rest = data.concat(new Array(size).fill(0));
  for (let n = 0; n < data.length; n += 1) {
    const lead = rest[n];
    if (lead) generator.forEach((value, place) => (rest[n + place] ^= times(value, lead)));
  }
  return rest.slice(data.length);
}

function codewords(bytes, version) {
  const [short, first, second, size] = BLOCKS[version - 1];
  const room = short * first + (short + 1) * second;
  const bits = [];
  const put = (value, width) => {
    for (let n = width - 1; n >= 0; n -= 1) bits.push((value >> n) & 1);
  };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, room * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const data = [];
  for (let n = 0; n < bits.length; n += 8) data.push(parseInt(bits.slice(n, n + 8).join(""), 2));
  for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
  const blocks = [];
  for (let n = 0, at = 0; n < first + second; n += 1) {
    const length = n < first ? short : short + 1;
    blocks.push(data.slice(at, at + length));
    at += length;
  }
  const checks = blocks.map((block) => correction(block, size));
  const out = [];
  for (let n = 0; n <= short; n += 1) blocks.forEach((block) => n < block.length && out.push(block[n]));
  for (let n = 0; n < size; n += 1) checks.forEach((check) => out.push(check[n]));
  return out;
}

// Remainder of a division of polynomials over GF(2): the check bits of format and version.
function check(value, generator, width) {
  let rest = value << width;
  for (let n = 31; n >= width; n -= 1) if ((rest >>> n) & 1) rest ^= generator << (n - width);
  return (value << width) | rest;
}

function frameOf(version) {
  const size = 17 + 4 * version;
  const cells = Array.from({ length: size }, () => new Array(size).fill(null));
  const set = (x, y, dark) => {
    if (x >= 0 && y >= 0 && x < size && y < size) cells[y][x] = dark ? 1 : 0;
  };
  for (const [left, top] of [[0, 0], [size - 7, 0], [0, size - 7]]) {
    for (let y = -1; y < 8; y += 1) {
      for (let x = -1; x < 8; x += 1) {
        const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
        set(left + x, top + y, ring !== 2 && ring !== 4);
      }
    }
  }
  for (const y of ALIGN[version - 1]) {
    for (const x of ALIGN[version - 1]) {
      if (cells[y][x] !== null) continue;
      for (let dy = -2; dy < 3; dy += 1) for (let dx = -2; dx < 3; dx += 1) set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
  }
  for (let n = 8; n < size - 8; n += 1) {
    if (cells[6][n] === null) set(n, 6, n % 2 === 0);
    if (cells[n][6] === null) set(6, n, n % 2 === 0);
  }
  if (version >= 7) {
    const bits = check(version, 0x1f25, 12);
    for (let n = 0; n < 18; n += 1) {
      const [a, b] = [Math.floor(n / 3), (n % 3) + size - 11];
      set(a, b, (bits >> n) & 1);
      set(b, a, (bits >> n) & 1);
    }
  }
  setFormat(cells, 0);
  return cells;
}

function setFormat(cells, mask) {
  const size = cells.length;
  const bits = check(mask, 0x537, 10) ^ 0x5412; // level M is 00
  for (let n = 0; n < 15; n += 1) {
    const dark = (bits >> n) & 1;
    cells[n < 6 ? n : n < 8 ? n + 1 : size - 15 + n][8] = dark;
    cells[8][n < 8 ? size - 1 - n : n === 8 ? 7 : 14 - n] = dark;
  }
  cells[size - 8][8] = 1;
}

function place(cells, words) {
  const size = cells.length;
  const fixed = cells.map((row) => row.map((cell) => cell !== null));
  let bit = 0;
  let up = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y][x]) continue;
        cells[y][x] = bit < words.length * 8 ? (words[bit >> 3] >> (7 - (bit & 7))) & 1 : 0;
        bit += 1;
      }
    }
    up = !up;
  }
  return fixed;
}

function penalty(cells) {
  const size = cells.length;
  let points = 0;
  let dark = 0;
  const lines = [];
  for (let n = 0; n < size; n += 1) lines.push(cells[n].join(""), cells.map((row) => row[n]).join(""));
  for (const line of lines) {
    for (const run of line.match(/0+|1+/g)) if (run.length >= 5) points += run.length - 2;
    for (const finder of ["00001011101", "10111010000"]) for (let at = line.indexOf(finder); at >= 0; at = line.indexOf(finder, at + 1)) points += 40;
  }
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      dark += cells[y][x];
      if (x && y && cells[y][x] === cells[y - 1][x] && cells[y][x] === cells[y][x - 1] && cells[y][x] === cells[y - 1][x - 1]) points += 3;
    }
  }
  return points + Math.floor(Math.abs((dark * 100) / size / size - 50) / 5) * 10;
}

/** Rows of 0 and 1 for a text of at most 560 bytes; RangeError for a longer one. */
export function modules(text) {
  const bytes = Array.from(new TextEncoder().encode(text));
  const fits = (n) => bytes.length + (n < 9 ? 2 : 3) <= BLOCKS[n][0] * BLOCKS[n][1] + (BLOCKS[n][0] + 1) * BLOCKS[n][2];
  const version = BLOCKS.findIndex((_, n) => fits(n)) + 1;
  if (!version) throw new RangeError("text too long for a code of this size");
  const plain = frameOf(version);
  const fixed = place(plain, codewords(bytes, version));
  let best = null;
  for (let mask = 0; mask < 8; mask += 1) {
    const cells = plain.map((row, y) => row.map((cell, x) => (fixed[y][x] ? cell : cell ^ (MASKS[mask](x, y) === 0 ? 1 : 0))));
    setFormat(cells, mask);
    const points = penalty(cells);
    if (!best || points < best.points) best = { points, cells };
  }
  return best.cells;
}

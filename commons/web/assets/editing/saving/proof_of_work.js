// Finds the number that the server asks new accounts for: its SHA-256 (FIPS 180-4)
// together with the challenge begins with so many zero bits. Browsers have a SHA-256
// of their own only over TLS, and one that answers later.

const STEP = 500; // hashes at a time, so that typing never waits

// Fills in the control of a form that asks for it; does nothing in any other.
export async function proveWork(form, pause = () => new Promise((done) => setTimeout(done))) {
  const control = form.querySelector("[data-zero-bits]");
  if (!control || control.value) return;
  const challenge = form.elements[control.dataset.challenge].value;
  control.value = await findAnswer(challenge, Number(control.dataset.zeroBits), pause);
}

export async function findAnswer(challenge, zeroBits, pause) {
  for (let answer = 0; ; answer += 1) {
    if (hash(`${challenge}:${answer}`)[0] >>> (32 - zeroBits) === 0) return String(answer);
    if (answer % STEP === STEP - 1) await pause();
  }
}

// Gives the eight words of the digest of a text in ASCII.
export function hash(text) {
  const words = new Int32Array((((text.length + 8) >> 6) + 1) * 16);
  for (let i = 0; i < text.length; i += 1) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
  words[words.length - 1] = text.length * 8;
  const state = Int32Array.from(START);
  for (let block = 0; block < words.length; block += 16) compress(state, words.subarray(block, block + 16));
  return state;
}

function compress(state, block) {
  const w = new Int32Array(64);
  w.set(block);
  for (let i = 16; i < 64; i += 1) {
    const a = w[i - 15];
    const b = w[i - 2];
    const first = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const second = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    w[i] = w[i - 16] + first + w[i - 7] + second;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const mixed = (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g));
    const first = (h + mixed + ROUND[i] + w[i]) | 0;
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

const turn = (word, by) => (word >>> by) | (word << (32 - by));

// The first bits of the fractions of the roots of the first primes.
const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND = PRIMES.map((prime) => fraction(Math.cbrt(prime)));

// The search of a copy made of files: what is asked is looked up in small files beside
// (services/exchange/freezing/static_index.py writes them), and words are folded as there.
const APOSTROPHES = /['`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u2032\uff07]/g;
const LIGATURES = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ß: "ss" };
const CHOICES_FILES = 64;
const MOST_WORDS = 8;
const MOST_FILES = 24;
export const MOST_SHOWN = 50;

export function foldText(text) {
  const plain = text.toLowerCase().replace(APOSTROPHES, "'");
  const spread = plain.replace(/[œæøłđß]/g, (sign) => LIGATURES[sign]).normalize("NFKD");
  return spread.replace(/[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g, "").toLowerCase();
}

// Words of two letters or more, those of one sort each once, without the plural.
export function readWords(question) {
  const words = foldText(question).match(/[\p{L}\p{N}]+/gu) ?? [];
  const single = words
    .filter((word) => word.length > 1)
    .map((word) => (word.length > 4 ? word.replace(/[sx]$/, "") : word));
  return [...new Set(single)].slice(0, MOST_WORDS);
}

export function nameFile(beginning) {
  return [...beginning]
    .map((sign) => (/[a-z0-9]/.test(sign) ? sign : `u${sign.codePointAt(0).toString(16).padStart(4, "0")}`))
    .join("");
}

// The beginnings of files in which words may be that begin as this one.
export function filesFor(word, beginnings) {
  return beginnings.filter((one) => one.startsWith(word) || word.startsWith(one));
}

export function numberOf(choice) {
  let sum = 0;
  for (let at = 0; at < choice.length; at += 1) sum += choice.charCodeAt(at);
  return sum % CHOICES_FILES;
}

// Of what words name, [sheet, weight, sheet, weight, …], what this word finds: Map sheet -> weight.
export function weigh(word, told) {
  const found = new Map();
  for (const [name, sheets] of Object.entries(told)) {
    if (!name.startsWith(word)) continue;
    const share = name === word || name === `${word}s` || name === `${word}x` ? 1 : 0.6;
    for (let at = 0; at < sheets.length; at += 2) {
      const weight = sheets[at + 1] * share;
      if (weight > (found.get(sheets[at]) ?? 0)) found.set(sheets[at], weight);
    }
  }
  return found;
}

// Sheets, the best first: those that more words find come before; `chosen` are lists, in each of which one must be.
export function rank(weights, chosen) {
  const total = new Map();
  const sets = chosen.map((sheets) => new Set(sheets));
  if (weights.length === 0) for (const sheet of chosen[0] ?? []) total.set(sheet, [0, 0]);
  for (const found of weights) {
    for (const [sheet, weight] of found) {
      const [count, sum] = total.get(sheet) ?? [0, 0];
      total.set(sheet, [count + 1, sum + weight]);
    }
  }
  return [...total]
    .filter(([sheet]) => sets.every((set) => set.has(sheet)))
    .sort(([a, [some, low]], [b, [more, high]]) => more - some || high - low || b - a)
    .map(([sheet]) => sheet);
}

async function read(address) {
  const answer = await fetch(address);
  if (answer.status === 404) return {};
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

async function readChosen(base, facets, asked) {
  const lists = [];
  for (const facet of facets) {
    const values = asked.getAll(facet).filter(Boolean);
    if (values.length === 0) continue;
    const names = values.map((value) => `${facet}=${foldText(value)}`);
    const files = await Promise.all(names.map((name) => read(`${base}/chosen/${numberOf(name)}.json`)));
    lists.push([...new Set(names.flatMap((name, at) => files[at][name] ?? []))]);
  }
  return lists;
}

// What an address asks for: { rows: [[address, title, summary, kind], …], count }, null when it asks nothing.
export async function search(base, facets, asked) {
  const words = readWords(asked.get("q") ?? "");
  const chosen = await readChosen(base, facets, asked);
  if (words.length === 0 && chosen.length === 0) return null;
  const index = await read(`${base}/index.json`);
  const weights = await Promise.all(
    words.map(async (word) => {
      const files = filesFor(word, index.words ?? []).slice(0, MOST_FILES);
      const told = await Promise.all(files.map((one) => read(`${base}/words/${nameFile(one)}.json`)));
      return weigh(word, Object.assign({}, ...told));
    }),
  );
  const sheets = rank(weights, chosen);
  const shown = sheets.slice(0, MOST_SHOWN);
  const numbers = [...new Set(shown.map((sheet) => Math.floor(sheet / index.a_file)))];
  const files = await Promise.all(numbers.map((number) => read(`${base}/sheets/${number}.json`)));
  const rows = shown.map((sheet) => files[numbers.indexOf(Math.floor(sheet / index.a_file))][sheet % index.a_file]);
  return { rows: rows.filter(Boolean), count: sheets.length };
}

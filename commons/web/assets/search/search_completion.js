// Proposes sheets, themes and places under a search box while one types. To choose one
// leads to its page; Enter alone searches for what was typed.
import { announce, createElement, fillMessage, prepareAnnouncements } from "../editing/messages.js";
import { addCombobox } from "./combobox.js";

const FEWEST = 2;
const REST_MS = 150;

let asked;
let count = 0;

export function addSearchCompletion(input) {
  const { completes, proposals, proposed } = input.dataset;
  prepareAnnouncements();
  addCombobox(input, {
    label: proposals,
    find: async (typed) => (await fetchCompletions(completes, typed)).map(createOption),
    choose: ({ dataset }) => location.assign(dataset.url),
    announce: (n) => announce(fillMessage(proposed, { n })),
  });
}

// Gives what the server proposes, [] without network; a later question wins.
export async function fetchCompletions(address, typed) {
  asked?.abort();
  const mine = (asked = new AbortController());
  const text = typed.trim();
  if (text.length < FEWEST) return [];
  try {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    if (mine.signal.aborted) return [];
    const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`, {
      signal: mine.signal,
    });
    return answer.ok ? readCompletions(await answer.json()) : [];
  } catch {
    return [];
  }
}

// Gives the rows of suggestions as OpenSearch has them: typed, names, hints, addresses.
export function readCompletions([, labels = [], hints = [], urls = []]) {
  return labels
    .map((label, place) => ({ label, hint: hints[place] ?? "", url: urls[place] ?? "" }))
    .filter(({ url }) => /^https?:/.test(url));
}

function createOption({ label, hint, url }) {
  const id = `completion-${(count += 1)}`;
  const made = createElement("li", { role: "option", id }, label);
  if (hint) made.append(createElement("small", {}, hint));
  made.dataset.url = url;
  return made;
}

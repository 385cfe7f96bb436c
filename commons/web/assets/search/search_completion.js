// Proposes sheets, themes and places under a search box while one types. To choose one
// leads to its page; Enter alone searches for what was typed.
import { announce, createElement, fillMessage, prepareAnnouncements } from "../widgets/messages.js";
import { addCombobox } from "../widgets/combobox.js";
import { askLatest } from "../widgets/latest_answer.js";

const askServer = askLatest();
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

// Gives what the server proposes, [] without an answer.
export const fetchCompletions = async (address, typed) =>
  readCompletions((await askServer(`${address}?q=`, typed)) ?? []);

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

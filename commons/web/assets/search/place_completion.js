// Proposes official places under a box.
import { announce, createElement, fillMessage, prepareAnnouncements } from "../widgets/messages.js";
import { addCombobox } from "../widgets/combobox.js";
import { askLatest } from "../widgets/latest_answer.js";

const askServer = askLatest();
let count = 0;

// With `data-sends`, to choose one sends the form of the box.
export function addPlaceCompletion(input) {
  const { fillsPlace, sends, proposals, proposed } = input.dataset;
  prepareAnnouncements();
  addCombobox(input, {
    label: proposals,
    find: async (typed) =>
      (await fetchPlaces(fillsPlace, typed)).map(createOption),
    choose: ({ dataset }) => {
      input.value = dataset.text;
      if (sends !== undefined) input.form.requestSubmit();
    },
    announce: (n) => announce(fillMessage(proposed, { n })),
  });
}

// Gives the places that the server proposes, [] without an answer.
export const fetchPlaces = async (address, typed) =>
  (await askServer(`${address}?q=`, typed))?.items ?? [];

function createOption({ text, label, hint }) {
  const made = createElement("li", { role: "option", id: `place-${(count += 1)}` }, label);
  if (hint) made.append(createElement("small", {}, hint));
  made.dataset.text = text;
  return made;
}

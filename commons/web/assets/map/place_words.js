// What the points of a map say, in the words that the page brought.
import { fillMessage } from "../widgets/messages.js";

export const countSheets = (words, n) => fillMessage(n > 1 ? words.sheets : words.sheet, { n });

// Gives "Brest et 2 autres lieux : 14 fiches".
export function namePoint(words, { name, count, places }) {
  const n = places - 1;
  const place = n
    ? fillMessage(n > 1 ? words.others : words.other, { place: name, n })
    : name;
  return fillMessage(words.place, { place, sheets: countSheets(words, count) });
}

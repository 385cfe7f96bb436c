// Proposes words that exist: places in a list, keywords and sheets under the field.
import { addCombobox } from "../../widgets/combobox.js";
import { askLatest } from "../../widgets/latest_answer.js";
import { announce, createElement, fillMessage, messages } from "../../widgets/messages.js";

const askServer = askLatest();
let count = 0;

// Gives what the server proposes, [] without an answer.
export const fetchSuggestions = async (what, typed) =>
  (await askServer(`/suggest/${what}.json?q=`, typed))?.items ?? [];

export function createOption(item) {
  const made = createElement("li", { role: "option", id: `proposal-${(count += 1)}` }, item.label);
  if (item.hint) made.append(createElement("small", {}, item.hint));
  made.dataset.text = item.text;
  made.dataset.link = item.link;
  return made;
}

export function addSuggestions(root) {
  for (const control of root.querySelectorAll("[data-suggests]")) {
    if (control.tagName === "INPUT") addFieldCombobox(control);
    else addButtonsUnder(control);
  }
}

function addFieldCombobox(input) {
  addCombobox(input, {
    label: messages.proposals,
    find: async (typed) =>
      (await fetchSuggestions(input.dataset.suggests, typed)).map(createOption),
    choose: ({ dataset }) => {
      input.value = dataset.text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
    announce: (n) => announce(fillMessage(messages.proposed, { n })),
  });
}

// A textarea of one item a line may not be a combobox: buttons stand under it.
function addButtonsUnder(area) {
  const list = createElement("ul", {
    class: "proposals",
    "aria-label": messages.proposals,
    "data-aid": "",
    hidden: "",
  });
  area.after(list);
  area.addEventListener("input", async (event) => {
    if (!event.isTrusted) return;
    const typed = findLine(area.value, area.selectionEnd);
    const items = await fetchSuggestions(area.dataset.suggests, typed.text);
    if (findLine(area.value, area.selectionEnd).text !== typed.text) return;
    const fresh = withoutTaken(items, area.value);
    const buttons = fresh.map((item) => createButton(area, list, item));
    list.replaceChildren(...buttons.map((made) => createElement("li", {}, made)));
    list.hidden = fresh.length === 0;
    if (fresh.length) announce(fillMessage(messages.pressed, { n: fresh.length }));
  });
}

function createButton(area, list, item) {
  const attributes = { type: "button", class: "button button--small" };
  const made = createElement("button", attributes, item.label);
  if (item.hint) made.append(" ", createElement("small", {}, item.hint));
  made.addEventListener("click", () => {
    const { start, end } = findLine(area.value, area.selectionEnd);
    area.setRangeText(`${item.text}\n`, start, end + (area.value[end] === "\n"), "end");
    list.hidden = true;
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    announce(fillMessage(messages.taken, { text: item.label }));
  });
  return made;
}

// Gives the items that are not a line of this text yet.
export function withoutTaken(items, text) {
  const lines = new Set(text.split("\n"));
  return items.filter((item) => !lines.has(item.text));
}

// Gives the line where the caret is.
export function findLine(text, caret) {
  const start = caret ? text.lastIndexOf("\n", caret - 1) + 1 : 0;
  const next = text.indexOf("\n", caret);
  const end = next < 0 ? text.length : next;
  return { text: text.slice(start, end), start, end };
}

// Helps with Markdown: a toolbar over long texts, keys, and [[ to link to a sheet.
// The elements markdown-toolbar and text-expander are defined by editor.js.
import { wrapArrows } from "../../widgets/combobox.js";
import { createOption, fetchSuggestions } from "./field_suggestions.js";
import { announce, createElement, fillMessage, messages } from "../../widgets/messages.js";

export const ICONS = {
  bold: "M7 4h6a4 4 0 0 1 0 8H7zM7 12h7a4 4 0 0 1 0 8H7z",
  italic: "M10 4h8M6 20h8M14 4l-4 16",
  heading: "M6 4v16M18 4v16M6 12h12",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4l1-.5V8M3.5 16h2L3.5 20h2",
  quote: "M4 5v14M9 7h11M9 12h11M9 17h7",
};
export const BUTTONS = {
  bold: "bold",
  italic: "italic",
  heading: "header-2",
  link: "link",
  list: "unordered-list",
  numbers: "ordered-list",
  quote: "quote",
};
const SVG = "http://www.w3.org/2000/svg";
const LONGEST = 5000; // a text that may be longer has headings

export function addMarkdownTools(root) {
  for (const text of root.querySelectorAll("textarea[data-marks]")) {
    if (text.dataset.marks === "text") text.before(createToolbarFor(text));
    addSheetLinks(text);
  }
}

// Ctrl + B, I and K, in any text that takes Markdown.
export function pressButton(text, name) {
  const spare = (pressButton.toolbar ??= document.body.appendChild(
    createToolbar(Object.keys(BUTTONS)),
  ));
  spare.hidden = true;
  spare.setAttribute("for", text.id);
  spare.querySelector(`[data-md-button="${BUTTONS[name]}"]`).click();
}

function createToolbarFor(text) {
  const made = createToolbar(selectButtons(Number(text.dataset.limit)));
  made.setAttribute("for", text.id);
  const label = text.labels[0].firstChild.textContent.trim();
  made.setAttribute("aria-label", fillMessage(messages.marks, { label }));
  return made;
}

// Gives the names of the buttons for a text of so many characters.
export const selectButtons = (limit) =>
  Object.keys(BUTTONS).filter((name) => limit > LONGEST || name !== "heading");

function createToolbar(names) {
  const made = createElement("markdown-toolbar", { class: "marks", "data-aid": "" });
  for (const name of names) {
    const button = createElement("button", {
      type: "button",
      tabindex: "-1",
      title: messages[name],
      "aria-label": messages[name],
      "data-md-button": BUTTONS[name],
    });
    button.append(createIcon(ICONS[name]));
    made.append(button);
  }
  return made;
}

function createIcon(path) {
  const drawing = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 24 24",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  };
  for (const [key, value] of Object.entries(attributes)) drawing.setAttribute(key, value);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

function addSheetLinks(text) {
  const around = document.createElement("text-expander");
  around.setAttribute("keys", "[[");
  around.setAttribute("multiword", "[[");
  around.setAttribute("suffix", "");
  const { parentElement, nextSibling } = text; // it looks for the text once it is placed
  around.append(text);
  wrapArrows(around);
  parentElement.insertBefore(around, nextSibling);
  around.addEventListener("text-expander-change", ({ detail }) => {
    if (isOpenLink(detail.text)) detail.provide(createSheetList(detail.text));
  });
  around.addEventListener("text-expander-value", ({ detail }) => {
    detail.value = formatSheetLink(detail.item.dataset.link);
  });
  around.addEventListener("text-expander-committed", () =>
    text.dispatchEvent(new Event("input", { bubbles: true })),
  );
  // A textarea may not be a combobox (ARIA in HTML): its list is announced.
  around.addEventListener("text-expander-activate", () =>
    queueMicrotask(() => {
      for (const name of ["role", "aria-expanded", "aria-haspopup"]) {
        text.removeAttribute(name);
      }
    }),
  );
}

// Says whether what follows [[ is still being typed.
export const isOpenLink = (typed) => !typed.includes("]");

export const formatSheetLink = (link) => `[[${link}]]`;

async function createSheetList(typed) {
  const items = await fetchSuggestions("sheets", typed);
  const list = createElement("ul", {
    class: "proposals proposals--list",
    role: "listbox",
    "aria-label": messages.proposals,
  });
  for (const item of items) list.append(createOption(item));
  if (items.length) announce(fillMessage(messages.proposed, { n: items.length }));
  return { matched: items.length > 0, fragment: list };
}

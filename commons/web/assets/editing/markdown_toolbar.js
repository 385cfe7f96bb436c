// Helps with Markdown: a toolbar over long texts, keys, and [[ to link to a sheet.
import "@github/markdown-toolbar-element";
import "@github/text-expander-element";
import { goRound, option, proposals } from "./field_suggestions.js";
import { announce, make, put, words } from "./messages.js";

const ICONS = {
  bold: "M7 4h6a4 4 0 0 1 0 8H7zM7 12h7a4 4 0 0 1 0 8H7z",
  italic: "M10 4h8M6 20h8M14 4l-4 16",
  heading: "M6 4v16M18 4v16M6 12h12",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4l1-.5V8M3.5 16h2L3.5 20h2",
  quote: "M4 5v14M9 7h11M9 12h11M9 17h7",
};
const BUTTONS = {
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

export function marks(root) {
  for (const text of root.querySelectorAll("textarea[data-marks]")) {
    if (text.dataset.marks === "text") text.before(toolbar(text));
    expander(text);
  }
}

// Ctrl + B, I and K, in any text that takes Markdown.
export function press(text, name) {
  const spare = (press.toolbar ??= document.body.appendChild(bar(Object.keys(BUTTONS))));
  spare.hidden = true;
  spare.setAttribute("for", text.id);
  spare.querySelector(`[data-md-button="${BUTTONS[name]}"]`).click();
}

function toolbar(text) {
  const long = Number(text.dataset.limit) > LONGEST;
  const made = bar(Object.keys(BUTTONS).filter((name) => long || name !== "heading"));
  made.setAttribute("for", text.id);
  const label = text.labels[0].firstChild.textContent.trim();
  made.setAttribute("aria-label", put(words.marks, { label }));
  return made;
}

function bar(names) {
  const made = make("markdown-toolbar", { class: "marks", "data-aid": "" });
  for (const name of names) {
    const button = make("button", {
      type: "button",
      tabindex: "-1",
      title: words[name],
      "aria-label": words[name],
      "data-md-button": BUTTONS[name],
    });
    button.append(icon(ICONS[name]));
    made.append(button);
  }
  return made;
}

function icon(path) {
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

function expander(text) {
  const around = document.createElement("text-expander");
  around.setAttribute("keys", "[[");
  around.setAttribute("multiword", "[[");
  around.setAttribute("suffix", "");
  const { parentElement, nextSibling } = text; // it looks for the text once it is placed
  around.append(text);
  goRound(around);
  parentElement.insertBefore(around, nextSibling);
  around.addEventListener("text-expander-change", ({ detail }) => {
    if (!detail.text.includes("]")) detail.provide(found(detail.text));
  });
  around.addEventListener("text-expander-value", ({ detail }) => {
    detail.value = `[[${detail.item.dataset.link}]]`;
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

async function found(typed) {
  const items = await proposals("sheets", typed);
  const list = make("ul", {
    class: "proposals proposals--list",
    role: "listbox",
    "aria-label": words.proposals,
  });
  for (const item of items) list.append(option(item));
  if (items.length) announce(put(words.proposed, { n: items.length }));
  return { matched: items.length > 0, fragment: list };
}

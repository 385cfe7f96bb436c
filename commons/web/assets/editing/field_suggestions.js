// Proposes words that exist: places in a list, keywords and sheets under the field.
import Combobox from "@github/combobox-nav";
import { announce, make, put, words } from "./messages.js";

const FEWEST = 2;
const REST_MS = 180;

let asked;
let count = 0;

// Gives what the server proposes, [] without network; a later question wins.
export async function proposals(what, typed) {
  asked?.abort();
  const mine = (asked = new AbortController());
  const text = typed.trim();
  if (text.length < FEWEST) return [];
  try {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const answer = await fetch(`/suggest/${what}.json?q=${encodeURIComponent(text)}`, {
      headers: { Accept: "application/json" },
      signal: mine.signal,
    });
    return answer.ok && !mine.signal.aborted ? (await answer.json()).items : [];
  } catch {
    return [];
  }
}

export function option(item) {
  const made = make("li", { role: "option", id: `proposal-${(count += 1)}` }, item.label);
  if (item.hint) made.append(make("small", {}, item.hint));
  made.dataset.text = item.text;
  made.dataset.link = item.link;
  return made;
}

export function suggest(root) {
  for (const control of root.querySelectorAll("[data-suggests]")) {
    if (control.tagName === "INPUT") combobox(control);
    else under(control);
  }
}

// A combobox with a list (ARIA Authoring Practices, "Editable Combobox With
// List Autocomplete"): what is typed freely stays possible.
function combobox(input) {
  const around = make("div", { class: "combobox" });
  const list = make("ul", {
    class: "proposals proposals--list",
    role: "listbox",
    id: `${input.id}-list`,
    "aria-label": words.proposals,
    hidden: "",
  });
  input.before(around);
  around.append(input, list);
  input.autocomplete = "off";
  goRound(around);
  const box = new Combobox(input, list, { tabInsertsSuggestions: false });
  let open = false;
  const close = () => {
    if (open) box.stop();
    open = false;
    list.hidden = true;
  };
  input.addEventListener("input", async (event) => {
    if (!event.isTrusted) return; // it is what was chosen
    const typed = input.value;
    const items = await proposals(input.dataset.suggests, typed);
    if (input.value !== typed || document.activeElement !== input) return;
    close();
    list.replaceChildren(...items.map(option));
    if (!items.length) return;
    list.hidden = false;
    open = true;
    box.start();
    announce(put(words.proposed, { n: items.length }));
  });
  list.addEventListener("combobox-commit", ({ target }) => {
    input.value = target.dataset.text;
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    close();
  });
  input.addEventListener("blur", close);
}

// Has the arrows go round: past the last proposal comes the first. The library
// would leave the list there, and Enter would then break the line.
export function goRound(around) {
  around.addEventListener(
    "keydown",
    ({ key }) => {
      const options = [...around.querySelectorAll("[role=option]")];
      const end = { ArrowDown: options.at(-1), ArrowUp: options[0] }[key];
      if (end?.getAttribute("aria-selected") === "true") end.removeAttribute("aria-selected");
    },
    true, // before the library hears it
  );
}

// A textarea of one item a line may not be a combobox: buttons stand under it.
function under(area) {
  const list = make("ul", {
    class: "proposals",
    "aria-label": words.proposals,
    "data-aid": "",
    hidden: "",
  });
  area.after(list);
  area.addEventListener("input", async (event) => {
    if (!event.isTrusted) return;
    const typed = line(area);
    const items = await proposals(area.dataset.suggests, typed.text);
    if (line(area).text !== typed.text) return;
    const lines = new Set(area.value.split("\n"));
    const fresh = items.filter((item) => !lines.has(item.text));
    list.replaceChildren(...fresh.map((item) => make("li", {}, button(area, list, item))));
    list.hidden = fresh.length === 0;
    if (fresh.length) announce(put(words.pressed, { n: fresh.length }));
  });
}

function button(area, list, item) {
  const made = make("button", { type: "button", class: "button button--small" }, item.label);
  if (item.hint) made.append(" ", make("small", {}, item.hint));
  made.addEventListener("click", () => {
    const { start, end } = line(area);
    area.setRangeText(`${item.text}\n`, start, end + (area.value[end] === "\n"), "end");
    list.hidden = true;
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    announce(put(words.taken, { text: item.label }));
  });
  return made;
}

// Gives the line where the caret is.
function line(area) {
  const at = area.selectionEnd;
  const start = area.value.lastIndexOf("\n", at - 1) + 1;
  const next = area.value.indexOf("\n", at);
  const end = next < 0 ? area.value.length : next;
  return { text: area.value.slice(start, end), start, end };
}

// A box with a list of proposals under it (ARIA Authoring Practices, "Editable Combobox
// With List Autocomplete"): what is typed freely stays possible.
import Combobox from "@github/combobox-nav";
import { createElement } from "./messages.js";

// `find` gives the options for what is typed, `choose` is told the option taken, and
// `announce` how many there are.
export function addCombobox(input, { label, find, choose, announce }) {
  const ready = input.closest(".combobox"); // else it is moved into one
  const around = ready ?? createElement("div", { class: "combobox" });
  const list = createElement("ul", {
    class: "proposals proposals--list",
    role: "listbox",
    id: `${input.id}-list`,
    "aria-label": label,
    hidden: "",
  });
  const focused = document.activeElement === input;
  if (!ready) input.before(around);
  around.append(...(ready ? [list] : [input, list]));
  if (focused && !ready) input.focus(); // moving it took the focus away
  input.autocomplete = "off";
  wrapArrows(around);
  const box = new Combobox(input, list, { tabInsertsSuggestions: false });
  let open = false;
  const close = () => {
    if (open) box.stop();
    open = false;
    list.hidden = true;
  };
  const propose = async () => {
    const typed = input.value;
    const options = await find(typed);
    if (input.value !== typed || document.activeElement !== input) return;
    close();
    list.replaceChildren(...options);
    if (!options.length) return;
    list.hidden = false;
    open = true;
    box.start();
    announce(options.length);
  };
  input.addEventListener("input", (event) => {
    if (event.isTrusted) propose(); // else it is what was chosen
  });
  if (focused && input.value !== input.defaultValue) propose(); // typed before this came
  list.addEventListener("combobox-commit", ({ target }) => {
    close();
    choose(target);
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
export function wrapArrows(around) {
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

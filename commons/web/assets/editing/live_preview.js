// The preview beside the text: what the server would show, soon after each change.
import { make, words } from "./messages.js";

const KEPT = "commons-live";

export function live(form, keeper) {
  const around = form.parentElement;
  const panel = around.querySelector("[data-live]");
  const shown = panel.querySelector("[data-shown]");
  const button = make("button", {
    type: "button",
    class: "button",
    "aria-pressed": "false",
    "aria-controls": (panel.id = "f-live"),
  });
  button.textContent = words.live;
  form.querySelector("[name=_do][value=preview]:not(.unseen)").after(button);

  const open = () => !panel.hidden;
  const toggle = () => {
    panel.hidden = open();
    around.classList.toggle("writing--live", open());
    button.setAttribute("aria-pressed", open());
    remember(open());
    if (!open()) return;
    document.querySelector("section.preview:not(.live)")?.remove(); // the same ids
    keeper.save({ look: true });
    if (panel.offsetTop < form.offsetTop) panel.scrollIntoView();
  };
  button.addEventListener("click", toggle);
  keeper.extra = () => (open() ? { _show: "1" } : {});
  keeper.told.addEventListener("told", ({ detail }) => {
    if (detail.preview !== undefined) swap(shown, detail.preview);
    const list = document.querySelector("[data-checklist]");
    if (!list.contains(document.activeElement)) swap(list, detail.checklist);
  });
  if (remembered() && matchMedia("(min-width: 58rem)").matches) toggle();
  return toggle;
}

// The HTML is the server's own, cleaned as on any page.
function swap(element, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  element.replaceChildren(...page.body.childNodes);
}

function remember(open) {
  try {
    localStorage.setItem(KEPT, open ? "1" : "");
  } catch {
    // a browser that keeps nothing
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEPT) === "1";
  } catch {
    return false;
  }
}

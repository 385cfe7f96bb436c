// The preview beside the text: what the server would show, soon after each change.
import { createElement, messages } from "../../widgets/messages.js";

const KEPT = "commons-live";

// Gives what opens and closes the preview.
export function addLivePreview(form, autosave) {
  const around = form.parentElement;
  const panel = around.querySelector("[data-live]");
  const shown = panel.querySelector("[data-shown]");
  const button = createElement("button", {
    type: "button",
    class: "button",
    "aria-pressed": "false",
    "aria-controls": (panel.id = "f-live"),
  });
  button.textContent = messages.live;
  form.querySelector("[name=_do][value=preview]:not(.unseen)").after(button);

  const isOpen = () => !panel.hidden;
  const togglePreview = () => {
    panel.hidden = isOpen();
    around.classList.toggle("writing--live", isOpen());
    button.setAttribute("aria-pressed", isOpen());
    rememberOpen(isOpen());
    if (!isOpen()) return;
    document.querySelector("section.preview:not(.live)")?.remove(); // the same ids
    autosave.saveDraft({ look: true });
    if (panel.offsetTop < form.offsetTop) panel.scrollIntoView();
  };
  button.addEventListener("click", togglePreview);
  autosave.extraFields = () => listExtraFields(isOpen());
  autosave.answers.addEventListener("answer", ({ detail }) => {
    const list = document.querySelector("[data-checklist]"); // none beside a short form
    const places = { preview: shown, checklist: list };
    const fresh = listFreshParts(detail, !list || list.contains(document.activeElement));
    for (const [name, html] of Object.entries(fresh)) replaceContent(places[name], html);
  });
  if (wasOpen() && matchMedia("(min-width: 58rem)").matches) togglePreview();
  return togglePreview;
}

// What a draft asks for beside being kept.
export const listExtraFields = (open) => (open ? { _show: "1" } : {});

// Gives the parts of an answer to show: the list stays as it is while one is in it.
export function listFreshParts({ preview, checklist }, inChecklist) {
  const fresh = preview === undefined ? {} : { preview };
  return inChecklist ? fresh : { ...fresh, checklist };
}

// The HTML is the server's own, cleaned as on any page.
function replaceContent(element, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  element.replaceChildren(...page.body.childNodes);
}

export function rememberOpen(open) {
  try {
    localStorage.setItem(KEPT, open ? "1" : "");
  } catch {
    // a browser that keeps nothing
  }
}

export function wasOpen() {
  try {
    return localStorage.getItem(KEPT) === "1";
  } catch {
    return false;
  }
}

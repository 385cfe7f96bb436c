// For the pages where people write. The form does everything without it: this
// keeps what is typed, completes, shows, and saves loading the page again.
import "@github/markdown-toolbar-element";
import "@github/text-expander-element";
import { loadMessages } from "./widgets/messages.js";
import { uploadFiles } from "./editing/rows/file_upload.js";
import { handleRowButtons } from "./editing/rows/repeatable_rows.js";
import { Autosave } from "./editing/saving/autosave.js";
import { proveWork } from "./editing/saving/proof_of_work.js";
import { offerUnsentTexts } from "./editing/saving/unsent_texts.js";
import { countCharacters } from "./editing/text/character_count.js";
import { stayInForm } from "./editing/text/enter_key.js";
import { addSuggestions } from "./editing/text/field_suggestions.js";
import { addLivePreview } from "./editing/text/live_preview.js";
import { addMarkdownTools, pressButton } from "./editing/text/markdown_toolbar.js";
import { pasteAsMarkdown } from "./editing/text/paste_text.js";

const KEYS = { b: "bold", i: "italic", k: "link" };

loadMessages();
const form = document.getElementById("sheet");
const list = document.querySelector("[data-shelf]");
if (form) enhanceForm(form);
if (list) {
  const token = () => document.querySelector("[name=csrf_token]").value;
  offerUnsentTexts(list, list.dataset.who, token, () => true);
}

function enhanceFields(root) {
  addMarkdownTools(root);
  addSuggestions(root);
  countCharacters(root);
}

function enhanceForm(form) {
  const { who, about } = form.dataset;
  const autosave = new Autosave(form);
  enhanceFields(form);
  handleRowButtons(form, autosave, enhanceFields);
  stayInForm(form);
  pasteAsMarkdown(form, form.dataset.paste); // before files: a text may come with a picture of itself
  const finishSending = uploadFiles(form, autosave, enhanceFields);
  const togglePreview = addLivePreview(form, autosave);
  const token = () => form.elements.csrf_token.value;
  const fits = (text) => text.about === about && text.tab !== autosave.tab;
  offerUnsentTexts(form, who, token, fits);
  saveBeforeSubmit(form, async () => (await finishSending()) && autosave.finishSaving());
  listenToKeys(form, autosave, togglePreview);
  proveWork(form);
}

// The form is sent once `finish` says that it may be.
function saveBeforeSubmit(form, finish) {
  let ready = false;
  const submit = (submitter) => {
    ready = true;
    form.requestSubmit(submitter);
    ready = false;
  };
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || ready) return;
    event.preventDefault();
    const { submitter } = event;
    finish().then((finished) => {
      if (finished) setTimeout(submit, 0, submitter); // once this event is over
    });
  });
}

function listenToKeys(form, autosave, togglePreview) {
  form.parentElement.querySelector("[data-keys]").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const key = event.key.toLowerCase();
    const text = event.target.closest?.("textarea[data-marks]");
    if (key === "s") autosave.saveDraft();
    else if (key === "enter") togglePreview();
    else if (text && KEYS[key]) pressButton(text, KEYS[key]);
    else return;
    event.preventDefault();
  });
}

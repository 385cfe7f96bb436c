// For the pages where people write. The form does everything without it: this
// keeps what is typed, completes, shows, and saves loading the page again.
import { count } from "./editing/character_count.js";
import { files } from "./editing/file_upload.js";
import { Keeper } from "./editing/autosave.js";
import { propose } from "./editing/unsent_texts.js";
import { live } from "./editing/live_preview.js";
import { marks, press } from "./editing/markdown_toolbar.js";
import { rows } from "./editing/repeatable_rows.js";
import { suggest } from "./editing/field_suggestions.js";

const KEYS = { b: "bold", i: "italic", k: "link" };

const form = document.getElementById("sheet");
const list = document.querySelector("[data-shelf]");
if (form) write(form);
if (list) {
  const token = () => document.querySelector("[name=csrf_token]").value;
  propose(list, list.dataset.who, token, () => true);
}

function enhance(root) {
  marks(root);
  suggest(root);
  count(root);
}

function write(form) {
  const { who, about } = form.dataset;
  const keeper = new Keeper(form);
  enhance(form);
  rows(form, keeper, enhance);
  const sent = files(form, keeper, enhance);
  const toggle = live(form, keeper);
  const token = () => form.elements.csrf_token.value;
  propose(form, who, token, (text) => text.about === about && text.tab !== keeper.tab);

  const settle = async () => (await sent()) && keeper.settle();
  let ready = false;
  const send = (submitter) => {
    ready = true;
    form.requestSubmit(submitter);
    ready = false;
  };
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || ready) return;
    event.preventDefault();
    const { submitter } = event;
    settle().then((settled) => {
      if (settled) setTimeout(send, 0, submitter); // once this event is over
    });
  });

  form.parentElement.querySelector("[data-keys]").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const key = event.key.toLowerCase();
    const text = event.target.closest?.("textarea[data-marks]");
    if (key === "s") keeper.save();
    else if (key === "enter") toggle();
    else if (text && KEYS[key]) press(text, KEYS[key]);
    else return;
    event.preventDefault();
  });
}

// Takes in images that are pasted or dropped onto a text: each becomes a row of
// the images, where it is described and credited.
import { renew } from "./rows.js";
import { put, words } from "./words.js";

const KEY = "images";

export function images(form, keeper, enhance) {
  if (!document.getElementById(`f-${KEY}`)) return;
  const take = (event, files) => {
    const found = [...(files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!found.length || !event.target.closest("textarea")) return;
    event.preventDefault();
    found.reduce(
      (before, file) => before.then(() => bring(form, keeper, enhance, file)),
      Promise.resolve(),
    );
  };
  form.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
  form.addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
}

async function bring(form, keeper, enhance, file) {
  const { name } = file;
  keeper.say(put(words.sending, { name }), "image");
  try {
    const told = await upload(form, file);
    const row = document.querySelectorAll(`#f-${KEY} > .row`).length;
    const more = [["_do", "resume"], [`${KEY}-${row}-file`, told.file]];
    await renew(form, KEY, more, enhance);
    keeper.say(put(words.sent, { name }), "image");
    keeper.typed();
  } catch (error) {
    keeper.say(put(words.unsent, { name, why: error.message }), "image");
  }
}

async function upload(form, file) {
  const body = new FormData();
  body.append("file", file);
  const answer = await fetch("/media", {
    method: "POST",
    body,
    headers: {
      Accept: "application/json",
      "X-CSRFToken": form.elements.csrf_token.value,
    },
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail || told.title);
  return told;
}

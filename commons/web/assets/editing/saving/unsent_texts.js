// Offers the texts that this browser kept and the server never got.
import { createElement, fillMessage, messages } from "../../widgets/messages.js";
import { listTexts, removeText } from "./offline_outbox.js";

export const ON_ITS_WAY_MS = 6000; // an open form sends its text sooner than that

// `before` is the element above which they are offered; `token` gives the CSRF
// token, and `fits` says which of them belong here.
export async function offerUnsentTexts(before, who, token, fits) {
  const seen = new Set();
  const look = async () => {
    const texts = (await listTexts(who)).filter(fits);
    const { unsent, onTheirWay } = sortTexts(texts, seen, Date.now());
    for (const text of unsent) {
      seen.add(text.tab);
      before.before(createNotice(text, token));
    }
    if (onTheirWay.length) setTimeout(() => look().catch(() => {}), ON_ITS_WAY_MS);
  };
  await look().catch(() => {}); // this browser keeps nothing
}

// Tells the texts that nobody sends any more from those an open form may be sending.
export function sortTexts(texts, seen, now) {
  const fresh = texts.filter((text) => !seen.has(text.tab));
  const isOnItsWay = (text) => now - text.at < ON_ITS_WAY_MS;
  return {
    unsent: fresh.filter((text) => !isOnItsWay(text)),
    onTheirWay: fresh.filter(isOnItsWay),
  };
}

function createNotice(text, token) {
  const when = new Date(text.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "long",
    timeStyle: "short",
  });
  const title = text.title || messages.untitled;
  const resume = createElement("button", { type: "button", class: "button button--small" });
  resume.textContent = messages.resume;
  resume.addEventListener("click", () => resumeText(text, token()));
  const discard = createElement("button", {
    type: "button",
    class: "button button--small button--danger",
  });
  discard.textContent = messages.discard;
  discard.addEventListener("click", async () => {
    if (discard.textContent !== messages.sure) {
      discard.textContent = messages.sure;
      return;
    }
    await removeText(text.tab);
    shown.remove();
  });
  const told = createElement("p");
  told.textContent = fillMessage(messages.found, { when, title });
  const shown = createElement(
    "div",
    { class: "notice notice--warn", role: "status" },
    told,
    createElement("p", { class: "cluster" }, resume, discard),
  );
  return shown;
}

// What has the server make the form again with a kept text.
export const listResumePairs = (text, token) => [
  ...text.pairs,
  ["csrf_token", token],
  ["_do", "resume"],
];

// The server makes the form again with these words: it is the one who knows how.
function resumeText(text, token) {
  const form = createElement("form", { method: "post", action: text.action, hidden: "" });
  for (const [name, value] of listResumePairs(text, token)) {
    const control = createElement("textarea", { name });
    control.value = value;
    form.append(control);
  }
  document.body.append(form);
  form.submit();
}

// Proposes the texts that this browser kept and the server never got.
import * as shelf from "./offline_outbox.js";
import { make, put, words } from "./messages.js";

const ON_ITS_WAY_MS = 6000; // an open form sends its text sooner than that

// `before` is the element above which they are proposed; `token` gives the CSRF
// token, and `fits` says which of them belong here.
export async function propose(before, who, token, fits) {
  const seen = new Set();
  const look = async () => {
    const now = Date.now();
    for (const text of (await shelf.left(who)).filter(fits)) {
      if (seen.has(text.tab)) continue;
      if (now - text.at < ON_ITS_WAY_MS) {
        setTimeout(() => look().catch(() => {}), ON_ITS_WAY_MS);
        continue;
      }
      seen.add(text.tab);
      before.before(notice(text, token));
    }
  };
  await look().catch(() => {}); // this browser keeps nothing
}

function notice(text, token) {
  const when = new Date(text.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "long",
    timeStyle: "short",
  });
  const title = text.title || words.untitled;
  const resume = make("button", { type: "button", class: "button button--small" });
  resume.textContent = words.resume;
  resume.addEventListener("click", () => send(text, token()));
  const discard = make("button", { type: "button", class: "button button--small button--danger" });
  discard.textContent = words.discard;
  discard.addEventListener("click", async () => {
    if (discard.textContent !== words.sure) {
      discard.textContent = words.sure;
      return;
    }
    await shelf.clear(text.tab);
    shown.remove();
  });
  const told = make("p");
  told.textContent = put(words.found, { when, title });
  const shown = make(
    "div",
    { class: "notice notice--warn", role: "status" },
    told,
    make("p", { class: "cluster" }, resume, discard),
  );
  return shown;
}

// The server makes the form again with these words: it is the one who knows how.
function send(text, token) {
  const form = make("form", { method: "post", action: text.action, hidden: "" });
  const pairs = [...text.pairs, ["csrf_token", token], ["_do", "resume"]];
  for (const [name, value] of pairs) {
    const control = make("textarea", { name });
    control.value = value;
    form.append(control);
  }
  document.body.append(form);
  form.submit();
}

// Has the server make parts of the form again, as it does for a page that is
// loaded again: their HTML has one source, and so has the way a file comes in.

const CONTROLS = "input, textarea, select";
const PATIENCE_MS = 20000;
const FILES_PATIENCE_MS = 180000;

export class Refused extends Error {}

let line = Promise.resolve();

// Sends the form with an order, and with files: pairs of the name of a control and
// a File. Makes the rows of `key` again, if given, and where files came all that
// shows them. Gives the old rows, the fresh ones, and what is wrong with the files.
// Each begins from what the one before made.
export function renew(form, enhance, wish) {
  const mine = line.then(() => ask(form, enhance, wish));
  line = mine.catch(() => {});
  return mine;
}

async function ask(form, enhance, { order, key = "", files = [] }) {
  const old = key ? document.getElementById(`f-${key}`) : null;
  if (old) old.inert = true;
  try {
    const sent = old ? [...files, ...chosen(old)] : files;
    const before = new Map([...form.querySelectorAll(CONTROLS)].map((one) => [one, state(one)]));
    const page = await answer(form, order, sent);
    const took = { before, sent: new Set(sent.map(([name]) => name)), enhance };
    for (const id of sent.length ? parts(form) : []) {
      const part = document.getElementById(id);
      const made = page.getElementById(id);
      if (part && made && !old?.contains(part)) swap(part, made, took);
    }
    const fresh = old && page.getElementById(old.id);
    if (fresh) swap(old, fresh, { enhance });
    const faults = [...page.querySelectorAll(".errors li")].map((one) => one.textContent);
    return { old, fresh, faults };
  } finally {
    if (old) old.inert = false;
  }
}

async function answer(form, order, sent) {
  const pairs = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const body = sent.length ? new FormData() : new URLSearchParams();
  for (const [name, value] of [...pairs, ...sent]) body.append(name, value);
  body.set("_do", order);
  const told = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "text/html" },
    signal: AbortSignal.timeout(sent.length ? FILES_PATIENCE_MS : PATIENCE_MS),
  });
  const page = new DOMParser().parseFromString(await told.text(), "text/html");
  // 422: a file is refused, and the form says which.
  if (![200, 422].includes(told.status) || !page.getElementById("sheet")) {
    throw new Refused(page.querySelector("h1")?.textContent.trim() ?? "");
  }
  return page;
}

// The files of a part that are chosen and not sent yet.
function chosen(part) {
  return [...part.querySelectorAll("input[type=file]")].flatMap((control) =>
    [...control.files].map((file) => [control.name, file]),
  );
}

// What shows files: whichever of them comes, a list of images may have one more.
function parts(form) {
  return new Set([...form.querySelectorAll("[data-part]")].map((one) => one.dataset.part));
}

function swap(old, fresh, { before, sent, enhance }) {
  const at = old.contains(document.activeElement) ? document.activeElement : null;
  const caret = at?.tagName === "TEXTAREA" && [at.selectionStart, at.selectionEnd];
  const made = document.adoptNode(fresh);
  if (before) carry(old, made, before, sent);
  old.replaceWith(made);
  enhance(made);
  const twin = before && at?.id && document.getElementById(at.id);
  if (!twin) return;
  twin.focus({ preventScroll: true });
  if (caret) twin.setSelectionRange(...caret);
}

// Keeps what was typed while the server was asked, and the files it did not get.
function carry(old, made, before, sent) {
  for (const control of old.querySelectorAll(CONTROLS)) {
    const twin = control.id && made.querySelector(`#${CSS.escape(control.id)}`);
    if (!twin) continue;
    if (control.type === "file") {
      if (!control.files.length || sent.has(control.name)) continue;
      const told = control.parentElement.querySelector("[data-told]");
      twin.replaceWith(control, ...(told ? [told] : []));
    } else if (state(control) !== before.get(control)) {
      if (ticks(control)) twin.checked = control.checked;
      else twin.value = control.value;
    }
  }
}

const ticks = (control) => ["radio", "checkbox"].includes(control.type);

const state = (control) => (ticks(control) ? control.checked : control.value);

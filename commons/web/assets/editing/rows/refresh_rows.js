// Has the server make parts of the form again, as it does for a page that is
// loaded again: their HTML has one source, and so has the way a file comes in.

const CONTROLS = "input, textarea, select";
const PATIENCE_MS = 20000;
const FILES_PATIENCE_MS = 180000;

export class Refused extends Error {}

let line = Promise.resolve();

// Runs a task once those before it are over, whether they failed or not.
export function runInTurn(task) {
  const mine = line.then(task);
  line = mine.catch(() => {});
  return mine;
}

// Sends the form with an order, and with files: pairs of the name of a control and
// a File. Makes the rows of `key` again, if given, and all that shows files: a step that
// is taken away leaves its image to the list of images. Gives the old rows, the fresh ones, and what is wrong with the files.
// Each begins from what the one before made.
export const refreshRows = (form, enhance, wish) =>
  runInTurn(() => sendAndReplace(form, enhance, wish));

async function sendAndReplace(form, enhance, { order, key = "", files = [] }) {
  const old = key ? document.getElementById(`f-${key}`) : null;
  if (old) old.inert = true;
  try {
    const sent = old ? [...files, ...listChosenFiles(old)] : files;
    const controls = [...form.querySelectorAll(CONTROLS)];
    const before = new Map(controls.map((one) => [one, readValue(one)]));
    const page = await fetchPage(form, order, sent);
    const took = { before, sent: new Set(sent.map(([name]) => name)), enhance };
    for (const id of listFileParts(form)) {
      const part = document.getElementById(id);
      const made = page.getElementById(id);
      if (part && made && !old?.contains(part)) replacePart(part, made, took);
    }
    const fresh = old && page.getElementById(old.id);
    if (fresh) replacePart(old, fresh, { enhance });
    const faults = [...page.querySelectorAll(".errors li")].map((one) => one.textContent);
    return { old, fresh, faults };
  } finally {
    if (old) old.inert = false;
  }
}

// Gives what is sent: the form without what it has of files, these files, the order.
export function buildBody(pairs, files, order) {
  const texts = pairs.filter(([, value]) => typeof value === "string");
  const body = files.length ? new FormData() : new URLSearchParams();
  for (const [name, value] of [...texts, ...files]) body.append(name, value);
  body.set("_do", order);
  return body;
}

async function fetchPage(form, order, sent) {
  const told = await fetch(form.action, {
    method: "POST",
    body: buildBody([...new FormData(form)], sent, order),
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
function listChosenFiles(part) {
  return [...part.querySelectorAll("input[type=file]")].flatMap((control) =>
    [...control.files].map((file) => [control.name, file]),
  );
}

// What shows files: whichever of them comes, a list of images may have one more.
function listFileParts(form) {
  return new Set([...form.querySelectorAll("[data-part]")].map((one) => one.dataset.part));
}

function replacePart(old, fresh, { before, sent, enhance }) {
  const at = old.contains(document.activeElement) ? document.activeElement : null;
  const caret = at?.tagName === "TEXTAREA" && [at.selectionStart, at.selectionEnd];
  const made = document.adoptNode(fresh);
  if (before) carryOver(old, made, before, sent);
  old.replaceWith(made);
  enhance(made);
  const twin = before && at?.id && document.getElementById(at.id);
  if (!twin) return;
  twin.focus({ preventScroll: true });
  if (caret) twin.setSelectionRange(...caret);
}

// Keeps what was typed while the server was asked, and the files it did not get.
function carryOver(old, made, before, sent) {
  for (const control of old.querySelectorAll(CONTROLS)) {
    const twin = control.id && made.querySelector(`#${CSS.escape(control.id)}`);
    if (!twin) continue;
    if (control.type === "file") {
      if (!control.files.length || sent.has(control.name)) continue;
      const told = control.parentElement.querySelector("[data-told]");
      twin.replaceWith(control, ...(told ? [told] : []));
    } else if (readValue(control) !== before.get(control)) {
      if (isTickable(control)) twin.checked = control.checked;
      else twin.value = control.value;
    }
  }
}

export const isTickable = (control) => ["radio", "checkbox"].includes(control.type);

export const readValue = (control) => (isTickable(control) ? control.checked : control.value);

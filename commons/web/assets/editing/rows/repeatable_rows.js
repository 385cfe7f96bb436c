// Adds, moves and removes rows without leaving the page: the server makes them.
import { announce, createElement, messages } from "../../widgets/messages.js";
import { isTickable, Refused, refreshRows } from "./refresh_rows.js";

const ORDER = /^(add|up|down|remove):([a-z_]+)(?::(\d+))?$/;

export function handleRowButtons(form, autosave, enhance) {
  form.addEventListener("submit", (event) => {
    const found = parseOrder(event.submitter?.value);
    if (!found || event.defaultPrevented) return;
    event.preventDefault();
    changeRows(form, event.submitter, found, enhance)
      .then(() => autosave.noteChange())
      .catch(() => changeRowsAlone(form, autosave, event.submitter, found, enhance));
  });
}

// Gives what a button orders ("up:steps:2"), null when it is no order about rows.
export function parseOrder(value = "") {
  const found = ORDER.exec(value);
  return found && { order: found[0], verb: found[1], key: found[2] };
}

async function changeRows(form, button, { order, verb, key }, enhance) {
  const target = button.getAttribute("formaction").slice(1);
  const { old, fresh, faults } = await refreshRows(form, enhance, { order, key });
  if (!fresh) throw new Refused();
  focusRow(target, key, verb === "add");
  if (faults.length) announce(faults.join(" "));
  else if (verb === "remove") offerUndo(fresh, old);
}

// A page that asks to sign in, or that the form expired, keeps the text too.
function changeRowsAlone(form, autosave, button, { verb, key }, enhance) {
  if (navigator.onLine && autosave.trouble !== "away") {
    autosave.stopped = true;
    HTMLFormElement.prototype.submit.call(addOrderTo(form, button));
  } else if (verb === "add") {
    addRowAlone(key, enhance);
    autosave.noteChange();
  } else {
    announce(messages.wait);
  }
}

function addOrderTo(form, button) {
  form.append(createElement("input", { type: "hidden", name: "_do", value: button.value }));
  return form;
}

// Without network, a row is added from the last one; the server numbers them
// again as soon as it is asked.
function addRowAlone(key, enhance) {
  const set = document.getElementById(`f-${key}`);
  const all = set.querySelectorAll(":scope > .row");
  const last = all[all.length - 1];
  const fresh = last.cloneNode(true);
  const next = all.length;
  for (const element of [fresh, ...fresh.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      element.setAttribute(name, renumberAttribute(value, key, next));
    }
  }
  for (const aid of fresh.querySelectorAll("[data-aid], img")) aid.remove();
  for (const around of fresh.querySelectorAll("text-expander")) {
    around.replaceWith(around.querySelector("textarea"));
  }
  for (const control of fresh.querySelectorAll("input, textarea, select")) clearControl(control);
  const title = fresh.querySelector(":scope > legend");
  if (title) title.textContent = renumberTitle(title.textContent, next);
  last.after(fresh);
  enhance(fresh);
  focusRow(`f-${key}.${next}`, key, true);
}

// Gives an attribute of the row before as it is in the row `place`, from 0.
export function renumberAttribute(value, key, place) {
  const was = new RegExp(`(${key}[-.:])${place - 1}(?=[-.:]|$|\\s)`, "g");
  return value.replace(was, `$1${place}`);
}

// People count rows from 1.
export const renumberTitle = (title, place) => title.replace(/\d+\s*$/, place + 1);

function clearControl(control) {
  if (isTickable(control)) control.checked = false;
  else control.value = "";
}

function focusRow(target, key, added) {
  const row = document.getElementById(target);
  const plain = document.getElementById(target.replace(`${key}.`, `${key}-`));
  const first = added && row?.querySelector("input:not([type=hidden]), textarea, select");
  const chosen = first || row || plain || document.getElementById(`f-${key}`);
  chosen.focus();
  (row ?? chosen).scrollIntoView({ block: "nearest" });
}

// What was removed by mistake comes back as it was.
function offerUndo(fresh, old) {
  const button = createElement("button", { type: "button", class: "button button--small" });
  button.textContent = messages.undo;
  const attributes = { class: "cluster small", "data-aid": "" };
  const told = createElement("p", attributes, messages.removed, button);
  button.addEventListener("click", () => {
    told.remove();
    fresh.replaceWith(old);
    old.focus();
    old.dispatchEvent(new Event("input", { bubbles: true }));
  });
  fresh.append(told);
  announce(messages.removed);
}

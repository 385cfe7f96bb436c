// Adds, moves and removes rows without leaving the page: the server makes them.
import { Refused, renew } from "./refresh_rows.js";
import { announce, make, words } from "./messages.js";

const ORDER = /^(add|up|down|remove):([a-z_]+)(?::(\d+))?$/;

export function rows(form, keeper, enhance) {
  form.addEventListener("submit", (event) => {
    const found = ORDER.exec(event.submitter?.value ?? "");
    if (!found || event.defaultPrevented) return;
    event.preventDefault();
    obey(form, event.submitter, found, enhance)
      .then(() => keeper.typed())
      .catch(() => fallback(form, keeper, event.submitter, found, enhance));
  });
}

async function obey(form, button, [order, verb, key], enhance) {
  const target = button.getAttribute("formaction").slice(1);
  const { old, fresh, faults } = await renew(form, enhance, { order, key });
  if (!fresh) throw new Refused();
  attend(target, key, verb === "add");
  if (faults.length) announce(faults.join(" "));
  else if (verb === "remove") offerUndo(fresh, old);
}

// A page that asks to sign in, or that the form expired, keeps the text too.
function fallback(form, keeper, button, found, enhance) {
  if (navigator.onLine && keeper.mood !== "away") {
    keeper.stopped = true;
    HTMLFormElement.prototype.submit.call(carrying(form, button));
  } else if (found[1] === "add") {
    addAlone(found[2], enhance);
    keeper.typed();
  } else {
    announce(words.wait);
  }
}

function carrying(form, button) {
  form.append(make("input", { type: "hidden", name: "_do", value: button.value }));
  return form;
}

// Without network, a row is added from the last one; the server numbers them
// again as soon as it is asked.
function addAlone(key, enhance) {
  const set = document.getElementById(`f-${key}`);
  const all = set.querySelectorAll(":scope > .row");
  const last = all[all.length - 1];
  const fresh = last.cloneNode(true);
  const next = all.length;
  const was = new RegExp(`(${key}[-.:])${next - 1}(?=[-.:]|$|\\s)`, "g");
  for (const element of [fresh, ...fresh.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      element.setAttribute(name, value.replace(was, `$1${next}`));
    }
  }
  for (const aid of fresh.querySelectorAll("[data-aid], img")) aid.remove();
  for (const around of fresh.querySelectorAll("text-expander")) {
    around.replaceWith(around.querySelector("textarea"));
  }
  for (const control of fresh.querySelectorAll("input, textarea, select")) blank(control);
  const title = fresh.querySelector(":scope > legend");
  if (title) title.textContent = title.textContent.replace(/\d+\s*$/, next + 1);
  last.after(fresh);
  enhance(fresh);
  attend(`f-${key}.${next}`, key, true);
}

function blank(control) {
  if (["radio", "checkbox"].includes(control.type)) control.checked = false;
  else control.value = "";
}

function attend(target, key, added) {
  const row = document.getElementById(target);
  const plain = document.getElementById(target.replace(`${key}.`, `${key}-`));
  const first = added && row?.querySelector("input:not([type=hidden]), textarea, select");
  const chosen = first || row || plain || document.getElementById(`f-${key}`);
  chosen.focus();
  (row ?? chosen).scrollIntoView({ block: "nearest" });
}

// What was removed by mistake comes back as it was.
function offerUndo(fresh, old) {
  const button = make("button", { type: "button", class: "button button--small" });
  button.textContent = words.undo;
  const told = make("p", { class: "cluster small", "data-aid": "" }, words.removed, button);
  button.addEventListener("click", () => {
    told.remove();
    fresh.replaceWith(old);
    old.focus();
    old.dispatchEvent(new Event("input", { bubbles: true }));
  });
  fresh.append(told);
  announce(words.removed);
}

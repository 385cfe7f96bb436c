// The messages that scripts say, as the page brought them, and how they are said.

export const messages = {};

let heard;

// Reads the messages of this page, and places what ears listen to.
export function loadMessages() {
  const holder = document.querySelector("[data-words]");
  if (holder) Object.assign(messages, JSON.parse(holder.dataset.words));
  prepareAnnouncements();
}

// Places what ears listen to; it must be there before anything is said.
export function prepareAnnouncements() {
  if (heard) return;
  heard = createElement("p", { class: "unseen", role: "status" });
  document.body.append(heard);
}

// Puts values where "{name}" stands.
export const fillMessage = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// For ears: what eyes see elsewhere on the page.
export function announce(text) {
  heard.textContent = text;
}

// Makes an element with attributes and children.
export function createElement(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

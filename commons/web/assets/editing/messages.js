// The words that scripts say, as the page brought them, and how they are said.

const holder = document.querySelector("[data-words]");

export const words = holder ? JSON.parse(holder.dataset.words) : {};

// Puts values where "{name}" stands.
export const put = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const heard = document.createElement("p");
heard.className = "unseen";
heard.setAttribute("role", "status");
document.body.append(heard);

// For ears: what eyes see elsewhere on the page.
export function announce(text) {
  heard.textContent = text;
}

// Makes an element with attributes and children.
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

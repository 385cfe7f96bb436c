// What opens over a point of the map: a place with its sheets, or the places it holds.
import { createElement, fillMessage } from "../widgets/messages.js";
import { namePoint } from "./place_words.js";

// Gives the content of one place, as the server tells it.
export async function showPlace({ place: address, words }, point) {
  const box = createElement("div", { class: "map__popup" });
  box.append(createElement("h2", {}, point.name));
  try {
    box.append(...describePlace(words, await fetchPlace(address, point.key)));
  } catch {
    box.append(createElement("p", {}, words.failed));
  }
  return box;
}

// Gives the content of several places in one spot: a button for each.
export function showPlaces(words, points, choose) {
  const box = createElement("div", { class: "map__popup" });
  const list = createElement("ul");
  for (const point of points) {
    const button = createElement(
      "button",
      { type: "button", class: "button button--small" },
      namePoint(words, point),
    );
    button.addEventListener("click", () => choose(point));
    list.append(createElement("li", {}, button));
  }
  box.append(list);
  return box;
}

// Gives the address of one place among those of another address.
export function placeAddress(address, key) {
  const [path, asked = ""] = address.split("?");
  const values = new URLSearchParams(asked);
  values.set("at", key);
  return `${path}?${values}`;
}

async function fetchPlace(address, key) {
  const headers = { Accept: "application/json" };
  const answer = await fetch(placeAddress(address, key), { headers });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// Gives what is said of a place, as /map/place.json has it.
export function describePlace(words, place) {
  const told = [];
  const where = [place.around, place.distance].filter(Boolean).join(" · ");
  if (where) told.push(createElement("p", { class: "small soft" }, where));
  const list = createElement("ul");
  for (const sheet of place.sheets) {
    const kind = createElement(
      "span",
      { class: `badge badge--kind badge--${sheet.kind}` },
      sheet.kind_label,
    );
    const attributes = { href: sheet.url, lang: sheet.language || "fr" };
    list.append(createElement("li", {}, kind, createElement("a", attributes, sheet.title)));
  }
  told.push(list);
  const more = place.count > place.sheets.length;
  const links = createElement("p", { class: "cluster" });
  if (more) {
    const all = fillMessage(words.all, { n: place.count });
    links.append(createElement("a", { href: place.all }, all));
  }
  if (place.url) links.append(createElement("a", { href: place.url }, words.page));
  if (links.childElementCount) told.push(links);
  return told;
}

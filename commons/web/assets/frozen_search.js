// The search page of a copy made of files: answers what the address asks.
import { MOST_SHOWN, search } from "./search/static_search.js";

const place = document.getElementById("found");
const asked = new URLSearchParams(location.search);

function write(name, text, parent, className = "") {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  parent.append(element);
  return element;
}

function show({ rows, count }) {
  const { none, some, one, most } = place.dataset;
  const said = count > MOST_SHOWN ? most : some;
  const shown = Math.min(count, MOST_SHOWN);
  write("p", count === 0 ? none : count === 1 ? one : said.replace("{count}", String(shown)), place);
  const list = write("ol", "", place, "list");
  for (const [address, title, summary, kind] of rows) {
    const item = write("li", "", list);
    write("a", title, write("h2", "", item)).href = address;
    write("p", `${kind} – ${summary}`, item);
  }
}

async function answer() {
  for (const box of document.querySelectorAll('input[name="q"]')) box.value = asked.get("q") ?? "";
  try {
    const found = await search("/search", place.dataset.facets.split(" "), asked);
    if (found) show(found);
  } catch {
    write("p", place.dataset.failed, place);
  }
}

if (place) answer();

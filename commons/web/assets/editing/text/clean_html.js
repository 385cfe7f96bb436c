// What text processors put on the clipboard, as plain HTML: headings, lists, bold,
// links and tables are what they look like, and nothing else is left.

const DROPPED = "script, style, meta, link, title, head > *, img, svg, object, iframe";
const OFFICE = /^(o|w|v|m|st1):/i; // names of Word's own elements
const LEVEL = /mso-list:\s*l\d+\s+level(\d+)/i;
const NUMBERED = /^\s*(\d+|[a-z]{1,3}|[ivx]+)\s*[.)]/i;
const SAFE_LINK = /^(https?:|mailto:)/i;
const BOLD = /font-weight:\s*(bold|[6-9]00)/i;
const PLAIN = /font-weight:\s*(normal|[1-4]00)/i;
const ITALIC = /font-style:\s*italic/i;
const HIGH = /vertical-align:\s*super/i;
const LOW = /vertical-align:\s*sub\b/i;
const STRUCK = /text-decoration[^;]*:\s*[^;]*line-through/i;

// Cleans what stands in an element, in place.
export function cleanHtml(body) {
  for (const one of all(body, DROPPED)) one.remove();
  removeComments(body);
  readWordLists(body);
  readTitles(body);
  readStyles(body);
  readLinks(body);
  readTables(body);
  flattenItems(body);
  for (const one of all(body, "*").reverse()) {
    if (OFFICE.test(one.tagName) || one.tagName === "FONT") unwrap(one);
  }
}

const all = (element, names) => Array.from(element.querySelectorAll(names));

const styleOf = (element) => element.getAttribute("style") ?? "";

function removeComments(node) {
  for (const child of Array.from(node.childNodes)) {
    if (child.nodeType === 8) child.remove();
    else removeComments(child);
  }
}

function unwrap(element) {
  while (element.firstChild) element.parentNode.insertBefore(element.firstChild, element);
  element.remove();
}

function wrapIn(element, name) {
  const made = element.ownerDocument.createElement(name);
  while (element.firstChild) made.appendChild(element.firstChild);
  element.appendChild(made);
  return made;
}

function rename(element, name) {
  const made = element.ownerDocument.createElement(name);
  while (element.firstChild) made.appendChild(element.firstChild);
  element.parentNode.replaceChild(made, element);
  return made;
}

// Word writes an item as a paragraph with its bullet or number in a span of its own.
function readWordLists(body) {
  let open = []; // the lists that go on: {list, level}
  for (const paragraph of all(body, "p, h1, h2, h3, h4, h5, h6, table")) {
    const level = Number(LEVEL.exec(styleOf(paragraph))?.[1] ?? 0);
    if (!level) {
      open = [];
      continue;
    }
    const numbered = takeMarker(paragraph);
    open = open.filter((one) => one.level <= level);
    if (open.at(-1)?.level !== level) {
      open.push({ level, list: beginList(paragraph, numbered, open.at(-1)) });
    }
    open.at(-1).list.appendChild(rename(paragraph, "li"));
  }
}

// Takes the marker of an item away; whether it is a number.
function takeMarker(paragraph) {
  const marker = all(paragraph, "span").find((one) =>
    /mso-list:\s*ignore/i.test(styleOf(one)),
  );
  const numbered = NUMBERED.test(marker?.textContent ?? "");
  marker?.remove();
  return numbered;
}

function beginList(paragraph, numbered, outer) {
  const list = paragraph.ownerDocument.createElement(numbered ? "ol" : "ul");
  const item = outer?.list.lastElementChild;
  if (item) item.appendChild(list);
  else paragraph.parentNode.insertBefore(list, paragraph);
  return list;
}

function readTitles(body) {
  for (const one of all(body, "p.MsoTitle, p.MsoSubtitle, p.title")) {
    rename(one, one.className === "MsoSubtitle" ? "h2" : "h1");
  }
}

// Google Docs says by styles what is bold, and wraps all in a <b> that is not.
function readStyles(body) {
  for (const one of all(body, "b, strong")) {
    if (PLAIN.test(styleOf(one))) unwrap(one);
  }
  for (const one of all(body, "span")) {
    const style = styleOf(one);
    const inHeading = one.closest("h1, h2, h3, h4, h5, h6");
    const within = [
      BOLD.test(style) && !inHeading && "strong",
      ITALIC.test(style) && "em",
      STRUCK.test(style) && "del",
      HIGH.test(style) && "sup",
      LOW.test(style) && "sub",
    ].filter(Boolean);
    let inner = one;
    if (one.textContent.trim()) for (const name of within) inner = wrapIn(inner, name);
    unwrap(one);
  }
}

// A link leads to the web or to a mailbox; others leave their words.
function readLinks(body) {
  for (const one of all(body, "a")) {
    const address = withoutDetour((one.getAttribute("href") ?? "").trim());
    if (SAFE_LINK.test(address) && one.textContent.trim()) one.setAttribute("href", address);
    else unwrap(one);
  }
}

// Google leads by an address of its own to the one that was meant.
export function withoutDetour(address) {
  const detour = /^https?:\/\/(?:www\.)?google\.[a-z.]+\/url\?(.*)$/i.exec(address);
  return detour ? (new URLSearchParams(detour[1]).get("q") ?? address) : address;
}

// Markdown has tables of lines, whose first line is the heading.
function readTables(body) {
  for (const table of all(body, "table")) {
    for (const cell of all(table, "td, th")) flattenCell(cell);
    for (const one of all(table, "colgroup, caption")) one.remove();
    const [first, ...others] = all(table, "tr");
    if (!others.length) for (const cell of Array.from(first?.children ?? [])) rename(cell, "p");
    if (!others.length) unwrapAll(table, "table, tbody, thead, tr");
    else for (const cell of Array.from(first.children)) rename(cell, "th");
  }
}

function unwrapAll(table, names) {
  for (const one of all(table, names)) unwrap(one);
  unwrap(table);
}

// A cell is one line: what stood in paragraphs is parted by blanks.
function flattenCell(cell) {
  for (const one of all(cell, "p, div, li, ul, ol, h1, h2, h3, h4, h5, h6, br")) {
    one.parentNode.insertBefore(cell.ownerDocument.createTextNode(" "), one);
    unwrap(one);
  }
}

// An item that holds one paragraph is that paragraph; a list in a list belongs to the
// item before it.
function flattenItems(body) {
  for (const list of all(body, "ul > ul, ul > ol, ol > ul, ol > ol")) {
    list.previousElementSibling?.appendChild(list);
  }
  for (const item of all(body, "li")) {
    const [first, ...others] = Array.from(item.children).filter((one) => one.tagName === "P");
    if (first && !others.length) unwrap(first);
  }
}

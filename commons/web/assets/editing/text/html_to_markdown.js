// HTML that a text processor puts on the clipboard, as Markdown. Pictures are not in
// it, and come as files.
import TurndownService from "turndown";
import { strikethrough, tables } from "@joplin/turndown-plugin-gfm";
import { cleanHtml } from "./clean_html.js";

const LONGEST_HTML = 3_000_000; // characters; what is longer is pasted as plain text
const MARKED =
  "h1, h2, h3, h4, h5, h6, li, b, strong, i, em, del, s, sub, sup, a[href], table, blockquote";

// Gives the Markdown of what was pasted; "" where the plain text says as much.
export function convertPasted(html) {
  if (!html.trim() || html.length > LONGEST_HTML) return "";
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return writeMarkdown(body);
}

export function writeMarkdown(body) {
  if (isCode(body)) return "";
  cleanHtml(body);
  if (!body.querySelector(MARKED)) return "";
  const service = new TurndownService({
    headingStyle: "atx",
    bulletListMarker: "-",
    emDelimiter: "_",
    codeBlockStyle: "fenced",
  });
  service.use([tables, strikethrough]);
  service.addRule("tight", { filter: "li", replacement: writeItem });
  service.addRule("small", { filter: ["sub", "sup"], replacement: writeSmall });
  return service.turndown(body).replace(/\n{3,}/g, "\n\n").trim();
}

// Code editors show by bold what is Markdown already: all is within one element whose
// blanks count.
function isCode(body) {
  const [first, ...others] = Array.from(body.children);
  const isBlock = first && /^(DIV|PRE)$/.test(first.tagName) && !others.length;
  return isBlock && /white-space:\s*pre\s*(;|$)/i.test(first.getAttribute("style") ?? "");
}

// High and low letters are tags in our Markdown too, of words alone.
function writeSmall(content, element) {
  const name = element.nodeName.toLowerCase();
  return /^[^<>\n[\]]{1,100}$/.test(content) ? `<${name}>${content}</${name}>` : content;
}

// "- item", with what goes on or stands below it under its first letter.
function writeItem(content, item) {
  const list = item.parentNode;
  const place = Array.from(list.children).indexOf(item) + Number(list.getAttribute("start") || 1);
  const marker = list.nodeName === "OL" ? `${place}. ` : "- ";
  const lines = content.trim().split(/\n+/);
  const below = lines.slice(1).map((line) => `\n${" ".repeat(marker.length)}${line}`);
  return `${marker}${lines[0] ?? ""}${below.join("")}${item.nextSibling ? "\n" : ""}`;
}

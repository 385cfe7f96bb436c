import assert from "node:assert/strict";
import { test } from "node:test";
import domino from "../../../commons/web/assets/node_modules/@mixmark-io/domino/lib/index.js";
import { cleanHtml, withoutDetour } from "../../../commons/web/assets/editing/text/clean_html.js";

const cleaned = (html) => {
  const { body } = domino.createDocument(`<body>${html}</body>`);
  cleanHtml(body);
  return body.innerHTML;
};

test("what is no text is dropped: styles, scripts, comments, pictures, Word's own elements", () => {
  const html = "<style>p{}</style><script>x()</script><!--StartFragment--><p>Un<o:p></o:p>"
    + "<img src='file:///c:/1.png'> <font color='red'>deux</font></p>";
  assert.equal(cleaned(html), "<p>Un deux</p>");
});

test("an item of Word is an item of a list, at its level, numbered or not", () => {
  const item = (level, marker, text) =>
    `<p style='mso-list:l0 level${level} lfo1'><span style='mso-list:Ignore'>${marker}</span>${text}</p>`;
  assert.equal(
    cleaned(item(1, "·", "Un") + item(2, "o", "Dessous") + item(1, "·", "Deux")),
    "<ul><li>Un<ul><li>Dessous</li></ul></li><li>Deux</li></ul>",
  );
  assert.equal(
    cleaned(item(1, "1.", "Un") + "<p>Puis</p>" + item(1, "a)", "Autre")),
    "<ol><li>Un</li></ol><p>Puis</p><ol><li>Autre</li></ol>",
  );
});

test("what Google Docs says by styles is said by elements, and its wrapper is not bold", () => {
  const html = "<b style='font-weight:normal'><p><span style='font-weight:700'>gras</span> "
    + "<span style='font-style:italic'>penché</span> "
    + "<span style='text-decoration:line-through'>barré</span> 1<span style='font-size:0.6em;"
    + "vertical-align:super'>er</span> CO<span style='vertical-align:sub;'>2</span></p></b>";
  assert.equal(
    cleaned(html),
    "<p><strong>gras</strong> <em>penché</em> <del>barré</del> 1<sup>er</sup> CO<sub>2</sub></p>",
  );
});

test("a link leads to the web or a mailbox, and its words stay when it does not", () => {
  assert.equal(cleaned("<a href='javascript:x()'>un</a>"), "un");
  assert.equal(cleaned("<a href='file:///c:/x.docx'>deux</a>"), "deux");
  assert.equal(cleaned("<a href='#_Toc1'>trois</a>"), "trois");
  assert.match(cleaned("<a href='https://exemple.org/'>site</a>"), /href="https:\/\/exemple.org\/"/);
});

test("the detour of a search engine is left out", () => {
  const meant = "https://exemple.org/a?b=c";
  const detour = `https://www.google.com/url?q=${encodeURIComponent(meant)}&sa=D`;
  assert.equal(withoutDetour(detour), meant);
  assert.equal(withoutDetour(meant), meant);
});

test("the first line of a table is its heading, each cell one line; one line alone is text", () => {
  const html = "<table><colgroup><col></colgroup><tr><td><p>A</p><p>a</p></td></tr>"
    + "<tr><td>1<br>2</td></tr></table>";
  assert.match(cleaned(html), /<tr><th> A a<\/th><\/tr>\s*<tr><td>1 2<\/td><\/tr>/);
  assert.equal(cleaned("<table><tr><td>Un cadre</td></tr></table>"), "<p>Un cadre</p>");
});

test("a list that stands in a list belongs to the item before it", () => {
  assert.equal(
    cleaned("<ul><li><p>Un</p></li><ul><li>Dessous</li></ul></ul>"),
    "<ul><li>Un<ul><li>Dessous</li></ul></li></ul>",
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import domino from "../../../commons/web/assets/node_modules/@mixmark-io/domino/lib/index.js";
import { convertPasted, writeMarkdown } from "../../../commons/web/assets/editing/text/html_to_markdown.js";

const markdownOf = (html) => writeMarkdown(domino.createDocument(html).body);

// What each program puts on the clipboard for the same short document.
const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
p.MsoNormal {margin:0cm;}</style></head><body lang=FR><!--StartFragment-->
<h2>Le déroulé<o:p></o:p></h2>
<p class=MsoNormal>On commence par <b>écouter</b>, puis <i>on écrit</i>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>Des feutres<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;
</span></span>épais<o:p></o:p></p>
<p class=MsoNormal>Voir <a href="https://exemple.org/">le site</a>.</p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Heure</p></td><td><p>Quoi</p></td></tr>
<tr><td><p class=MsoNormal>9 h</p></td><td><p>Accueil</p></td></tr></table>
<!--EndFragment--></body></html>`;
const GOOGLE = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-0">
<h2 dir="ltr"><span style="font-size:16pt;font-weight:400;">Le déroulé</span></h2>
<p dir="ltr"><span style="font-weight:400;">On commence par </span><span
style="font-weight:700;">écouter</span><span style="font-weight:400;">, puis </span><span
style="font-style:italic;">on écrit</span><span>.</span></p>
<ul><li dir="ltr"><p dir="ltr" role="presentation"><span>Des feutres</span></p></li><ul><li
dir="ltr"><p><span>épais</span></p></li></ul></ul>
<p><span>Voir </span><a href="https://www.google.com/url?q=https://exemple.org/&amp;sa=D"><span>le
site</span></a><span>.</span></p>
<div dir="ltr"><table><colgroup><col><col></colgroup><tbody><tr><td><p><span>Heure</span></p></td><td><p><span>Quoi</span></p></td></tr>
<tr><td><p><span>9 h</span></p></td><td><p><span>Accueil</span></p></td></tr></tbody></table></div></b>`;
const LIBRE = `<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html"/><title></title>
<style type="text/css">p { line-height: 115% }</style></head><body lang="fr-FR" dir="ltr">
<h2 class="western">Le déroulé</h2>
<p style="line-height: 100%">On commence par <b>écouter</b>, puis <i>on écrit</i>.</p>
<ul><li><p>Des feutres</p><ul><li><p>épais</p></li></ul></li></ul>
<p>Voir <font color="#000080"><u><a href="https://exemple.org/">le site</a></u></font>.</p>
<table width="100%"><tr valign="top"><td><p>Heure</p></td><td><p>Quoi</p></td></tr>
<tr><td><p>9 h</p></td><td><p>Accueil</p></td></tr></table></body></html>`;

const SAID = [
  "## Le déroulé",
  "On commence par **écouter**, puis _on écrit_.",
  "- Des feutres\n  - épais",
  "Voir [le site](https://exemple.org/).",
];

for (const [program, html] of Object.entries({ WORD, GOOGLE, LIBRE })) {
  test(`nothing is lost of what was copied from ${program}`, () => {
    const blocks = markdownOf(html).split("\n\n");
    assert.deepEqual(blocks.slice(0, -1), SAID);
    const cells = blocks.at(-1).split("\n").map((line) => line.split("|").map((c) => c.trim()));
    assert.deepEqual([cells[0], cells[2]], [["", "Heure", "Quoi", ""], ["", "9 h", "Accueil", ""]]);
  });
}

test("what a code editor shows in bold is pasted as it is", () => {
  const shown = `<div style="color: #ccc;font-family: Consolas, monospace;font-weight: normal;white-space: pre;">
<div><span style="color: #569cd6;font-weight: bold;">## Titre</span></div>
<div><span>Un </span><span style="font-weight: bold;">**mot**</span></div></div>`;
  assert.equal(markdownOf(`<html><head><meta charset='utf-8'></head><body>${shown}</body></html>`), "");
  assert.notEqual(markdownOf(shown.replace("white-space: pre", "white-space: pre-wrap")), "");
});

test("what has no marks is left to be pasted as it is", () => {
  assert.equal(markdownOf("<p>Deux lignes</p><p>sans rien</p>"), "");
  assert.equal(convertPasted(""), "");
  assert.equal(convertPasted("<b>x</b>" + " ".repeat(3_000_001)), "");
});

test("what stands high or low stays so, a note and its link but for its place", () => {
  assert.equal(markdownOf("<p>le 1<sup class='x'>er</sup> CO<sub>2</sub></p>"), "le 1<sup>er</sup> CO<sub>2</sub>");
  assert.equal(markdownOf("<p><b>a</b><sup><a href='https://a.fr/'>1</a></sup><sup> </sup></p>"), "**a**[1](https://a.fr/)");
});

test("numbers go on from where a list begins, and signs of Markdown stay signs", () => {
  assert.equal(markdownOf("<ol start='3'><li>trois</li><li>quatre</li></ol>"), "3. trois\n4. quatre");
  assert.equal(markdownOf("<p><b>5 * 3</b> et a_b_c</p>"), "**5 \\* 3** et a\\_b\\_c");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { mayHaveMarks } from "../../../commons/web/assets/editing/text/paste_text.js";

test("a heading, an item, a style or a link may say more than the plain text", () => {
  for (const html of ["<h2 class='x'>a</h2>", "<ul><li>a</li></ul>", "<a href='x'>a</a>",
    "<span style='font-weight:700'>a</span>", "<p style='mso-list:l0 level1'>a</p>"]) {
    assert.ok(mayHaveMarks(html), html);
  }
});

test("paragraphs alone say no more, nor does a name that begins alike", () => {
  for (const html of ["", "<p>a</p>", "<div>a<br>b</div>", "<body><p>a</p></body>", "<label>a</label>"]) {
    assert.ok(!mayHaveMarks(html), html);
  }
});

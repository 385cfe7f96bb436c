import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  BUTTONS,
  formatSheetLink,
  ICONS,
  isOpenLink,
  selectButtons,
} from "../../../commons/web/assets/editing/text/markdown_toolbar.js";

const WORDS = new URL("../../../commons/web/templates/editing/form/_words.html", import.meta.url);

test("every button has a drawing, and no drawing is without a button", () => {
  assert.deepEqual(Object.keys(ICONS), Object.keys(BUTTONS));
});

test("the page brings a word for every button", () => {
  const page = readFileSync(WORDS, "utf8");
  const silent = Object.keys(BUTTONS).filter((name) => !page.includes(`"${name}": _(`));
  assert.deepEqual(silent, []);
});

test("a text that may be long has headings, a short one has not", () => {
  assert.deepEqual(selectButtons(5001), Object.keys(BUTTONS));
  const short = selectButtons(5000);
  assert.equal(short.includes("heading"), false);
  assert.equal(short.length, Object.keys(BUTTONS).length - 1);
});

test("a text without a limit of its own has no headings", () => {
  assert.equal(selectButtons(Number(undefined)).includes("heading"), false);
});

test("a link to a sheet is asked for until it is shut", () => {
  assert.equal(isOpenLink("tour de ta"), true);
  assert.equal(isOpenLink("tour de table]] puis"), false);
  assert.equal(formatSheetLink("tour-de-table"), "[[tour-de-table]]");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { countLeft, describeCount } from "../../../commons/web/assets/editing/text/character_count.js";

const WORDS = { left: "Caractères restants : {n}", over: "Caractères en trop : {n}" };

test("an emoji or an accented letter is one character, a break of line too", () => {
  assert.equal(countLeft("", 10), 10);
  assert.equal(countLeft("été", 10), 7);
  assert.equal(countLeft("🌳🌳", 10), 8);
  assert.equal(countLeft("a\nb", 10), 7);
  assert.equal(countLeft("onze lettres", 10), -2);
});

test("what is left is told in words, and so is what is too much, without a sign", () => {
  assert.equal(describeCount(12, 100, WORDS).text, "Caractères restants : 12");
  assert.equal(describeCount(-3, 100, WORDS).text, "Caractères en trop : 3");
});

test("the limit itself is not wrong yet", () => {
  assert.equal(describeCount(0, 100, WORDS).wrong, false);
  assert.equal(describeCount(0, 100, WORDS).text, "Caractères restants : 0");
  assert.equal(describeCount(-1, 100, WORDS).wrong, true);
});

test("the count shows from the half of the limit on", () => {
  assert.equal(describeCount(51, 100, WORDS).hidden, true);
  assert.equal(describeCount(50, 100, WORDS).hidden, false);
});

test("ears hear it in the last tenth only", () => {
  assert.equal(describeCount(10, 100, WORDS).announced, false);
  assert.equal(describeCount(9, 100, WORDS).announced, true);
  assert.equal(describeCount(-1, 100, WORDS).announced, true);
});

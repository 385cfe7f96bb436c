import assert from "node:assert/strict";
import { test } from "node:test";
import { listResumePairs, ON_ITS_WAY_MS, sortTexts } from "../../../commons/web/assets/editing/saving/unsent_texts.js";

const NOW = 1_000_000;
const text = (tab, age) => ({ tab, at: NOW - age });
const tabs = (texts) => texts.map(({ tab }) => tab);

test("a text that nobody sends any more is offered, one just typed may be on its way", () => {
  const found = sortTexts([text("young", 10), text("old", 60_000)], new Set(), NOW);
  assert.deepEqual(tabs(found.unsent), ["old"]);
  assert.deepEqual(tabs(found.onTheirWay), ["young"]);
});

test("a text is waited for no longer than an open form needs to send it", () => {
  const texts = [text("before", ON_ITS_WAY_MS - 1), text("after", ON_ITS_WAY_MS)];
  const found = sortTexts(texts, new Set(), NOW);
  assert.deepEqual(tabs(found.unsent), ["after"]);
  assert.deepEqual(tabs(found.onTheirWay), ["before"]);
});

test("what was offered is not offered again, nor waited for", () => {
  const found = sortTexts([text("a", 60_000), text("b", 10)], new Set(["a", "b"]), NOW);
  assert.deepEqual(found, { unsent: [], onTheirWay: [] });
});

test("texts are offered in the order they come in", () => {
  const texts = [text("c", 10_000), text("b", 20_000), text("a", 30_000)];
  assert.deepEqual(tabs(sortTexts(texts, new Set(), NOW).unsent), ["c", "b", "a"]);
});

test("a text goes back with the token of this page and the order to resume", () => {
  const kept = { pairs: [["title", "Le banc"], ["theme", "a"], ["theme", "b"]] };
  assert.deepEqual(listResumePairs(kept, "token"), [
    ["title", "Le banc"],
    ["theme", "a"],
    ["theme", "b"],
    ["csrf_token", "token"],
    ["_do", "resume"],
  ]);
  assert.equal(kept.pairs.length, 3);
});

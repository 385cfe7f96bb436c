import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fetchSuggestions,
  findLine,
  withoutTaken,
} from "../../../commons/web/assets/editing/text/field_suggestions.js";

test("a question goes to its own address, whatever is typed", async (t) => {
  const answer = (address) => ({ ok: true, json: async () => ({ items: [address] }) });
  t.mock.method(globalThis, "fetch", async (address) => answer(address));
  const addresses = [
    await fetchSuggestions("keywords", "débat"),
    await fetchSuggestions("sheets", "a&b?#"),
  ];
  assert.deepEqual(addresses, [
    ["/suggest/keywords.json?q=d%C3%A9bat"],
    ["/suggest/sheets.json?q=a%26b%3F%23"],
  ]);
});

test("less than two letters are no question", async () => {
  assert.deepEqual(await fetchSuggestions("keywords", ""), []);
  assert.deepEqual(await fetchSuggestions("keywords", "  d  "), []);
});

test("where no server answers, nothing is proposed and nothing fails", async () => {
  assert.deepEqual(await fetchSuggestions("keywords", "débat"), []);
});

test("the line is the one where the caret is, without its break", () => {
  const text = "débat\nforum\nvote";
  assert.deepEqual(findLine(text, 3), { text: "débat", start: 0, end: 5 });
  assert.deepEqual(findLine(text, 5), { text: "débat", start: 0, end: 5 });
  assert.deepEqual(findLine(text, 6), { text: "forum", start: 6, end: 11 });
  assert.deepEqual(findLine(text, text.length), { text: "vote", start: 12, end: 16 });
});

test("a line may be empty, at the end or between two others", () => {
  assert.deepEqual(findLine("", 0), { text: "", start: 0, end: 0 });
  assert.deepEqual(findLine("débat\n", 6), { text: "", start: 6, end: 6 });
  assert.deepEqual(findLine("a\n\nb", 2), { text: "", start: 2, end: 2 });
});

test("what is a line already is not proposed again, a part of a line is", () => {
  const items = [{ text: "débat" }, { text: "forum" }];
  assert.deepEqual(withoutTaken(items, "forum\nd"), [{ text: "débat" }]);
  assert.deepEqual(withoutTaken(items, "débat public\n"), items);
});

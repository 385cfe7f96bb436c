import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fetchCompletions,
  readCompletions,
} from "../../../commons/web/assets/search/search_completion.js";

test("suggestions are read row by row, and lead to pages only", () => {
  const told = ["déb", ["Débat", "Piège"], ["Méthode", ""], ["https://a.example/x", "javascript:1"]];
  assert.deepEqual(readCompletions(told), [
    { label: "Débat", hint: "Méthode", url: "https://a.example/x" },
  ]);
  assert.deepEqual(readCompletions(["déb"]), []);
});

test("less than two letters are no question, and no server is no failure", async () => {
  assert.deepEqual(await fetchCompletions("/search/suggestions.json", " d "), []);
  assert.deepEqual(await fetchCompletions("/search/suggestions.json", "débat"), []);
});

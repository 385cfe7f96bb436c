import assert from "node:assert/strict";
import { test } from "node:test";
import { listTexts, removeText, selectTexts, storeText } from "../../../commons/web/assets/editing/saving/offline_outbox.js";

const text = (tab, who, at) => ({ tab, who, at, about: "method", pairs: [] });

test("a person gets the texts of her own, the youngest first", () => {
  const all = [text("a", "alice", 10), text("b", "bruno", 20), text("c", "alice", 30)];
  const tabs = selectTexts(all, "alice").map(({ tab }) => tab);
  assert.deepEqual(tabs, ["c", "a"]);
});

test("who has left nothing gets nothing", () => {
  assert.deepEqual(selectTexts([], "alice"), []);
  assert.deepEqual(selectTexts([text("b", "bruno", 20)], "alice"), []);
});

test("what the browser gave stays in its order", () => {
  const all = [text("a", "alice", 10), text("c", "alice", 30)];
  selectTexts(all, "alice");
  assert.deepEqual(all.map(({ tab }) => tab), ["a", "c"]);
});

test("where no database is, each act says so instead of losing the text in silence", async () => {
  await assert.rejects(storeText(text("a", "alice", 10)), ReferenceError);
  await assert.rejects(listTexts("alice"), ReferenceError);
  await assert.rejects(removeText("a"), ReferenceError);
});

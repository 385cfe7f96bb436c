import assert from "node:assert/strict";
import { test } from "node:test";
import {
  listExtraFields,
  listFreshParts,
  rememberOpen,
  wasOpen,
} from "../../../commons/web/assets/editing/text/live_preview.js";

test("a draft asks for the preview while it is open, and for nothing more when it is shut", () => {
  assert.deepEqual(listExtraFields(true), { _show: "1" });
  assert.deepEqual(listExtraFields(false), {});
});

test("an answer with a preview shows it and the checklist", () => {
  const answer = { preview: "<p>Le banc</p>", checklist: "<li>Titre</li>", draft: 7 };
  assert.deepEqual(listFreshParts(answer, false), {
    preview: "<p>Le banc</p>",
    checklist: "<li>Titre</li>",
  });
});

test("an answer without a preview leaves the one that is shown, an empty one does not", () => {
  assert.deepEqual(listFreshParts({ checklist: "<li></li>" }, false), { checklist: "<li></li>" });
  assert.deepEqual(listFreshParts({ preview: "", checklist: "" }, true), { preview: "" });
});

test("the checklist stays as it is while one is in it", () => {
  const answer = { preview: "<p>Le banc</p>", checklist: "<li>Titre</li>" };
  assert.deepEqual(listFreshParts(answer, true), { preview: "<p>Le banc</p>" });
});

test("where nothing can be kept, the preview begins shut and opening it does not fail", () => {
  rememberOpen(true);
  assert.equal(wasOpen(), false);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { followingField, goesOn } from "../../../commons/web/assets/editing/text/enter_key.js";

const pressed = (more = {}) => ({ key: "Enter", defaultPrevented: false, ...more });

test("Enter alone goes on; with another key, or taken for something else, it does not", () => {
  assert.equal(goesOn(pressed()), true);
  assert.equal(goesOn(pressed({ key: "a" })), false);
  assert.equal(goesOn(pressed({ ctrlKey: true })), false);
  assert.equal(goesOn(pressed({ shiftKey: true })), false);
  assert.equal(goesOn(pressed({ isComposing: true })), false);
  assert.equal(goesOn(pressed({ defaultPrevented: true })), false);
});

test("the next field follows, and nothing follows the last", () => {
  const fields = ["title", "summary", "steps"];
  assert.equal(followingField(fields, "title"), "summary");
  assert.equal(followingField(fields, "steps"), undefined);
});

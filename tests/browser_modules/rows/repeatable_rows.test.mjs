import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOrder, renumberAttribute, renumberTitle } from "../../../commons/web/assets/editing/rows/repeatable_rows.js";

test("an order says what to do, and with which rows", () => {
  assert.deepEqual(parseOrder("add:steps"), { order: "add:steps", verb: "add", key: "steps" });
  assert.deepEqual(parseOrder("up:external_links:12"), {
    order: "up:external_links:12",
    verb: "up",
    key: "external_links",
  });
});

test("any other button is no order about rows", () => {
  for (const value of ["publish", "preview", "", "add:", "copy:steps", "up:steps:x", "re-add:steps"]) {
    assert.equal(parseOrder(value), null, value);
  }
  assert.equal(parseOrder(undefined), null);
});

test("a row that is added has the next number in each of its names", () => {
  assert.equal(renumberAttribute("steps-1-title", "steps", 2), "steps-2-title");
  assert.equal(renumberAttribute("f-steps.1.title", "steps", 2), "f-steps.2.title");
  assert.equal(renumberAttribute("remove:steps:1", "steps", 2), "remove:steps:2");
  assert.equal(renumberAttribute("h-steps.1 e-steps.1", "steps", 2), "h-steps.2 e-steps.2");
});

test("the numbers of others stay: other rows, other lists, and longer numbers", () => {
  for (const value of ["steps-0-title", "steps-12-title", "links-1-title", "step 1", "steps"]) {
    assert.equal(renumberAttribute(value, "steps", 2), value);
  }
});

test("the tenth row becomes the eleventh, and not the one hundred and tenth", () => {
  assert.equal(renumberAttribute("steps-9-title", "steps", 10), "steps-10-title");
  assert.equal(renumberTitle("Étape 10", 10), "Étape 11");
});

test("people count from one, and a title keeps the numbers within it", () => {
  assert.equal(renumberTitle("Étape 1", 1), "Étape 2");
  assert.equal(renumberTitle("Image 3 sur papier 4 \n", 4), "Image 3 sur papier 5");
  assert.equal(renumberTitle("Étape", 1), "Étape");
});

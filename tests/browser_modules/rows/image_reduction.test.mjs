import assert from "node:assert/strict";
import { test } from "node:test";
import { fitWithin, isHeavy, reduceImage } from "../../../commons/web/assets/editing/rows/image_reduction.js";

test("the longest side fits, the shape stays, nothing grows", () => {
  assert.deepEqual(fitWithin(4000, 3000, 2000), [2000, 1500]);
  assert.deepEqual(fitWithin(3000, 4000, 2000), [1500, 2000]);
  assert.deepEqual(fitWithin(800, 600, 2000), [800, 600]);
  assert.deepEqual(fitWithin(10_000, 2, 100), [100, 1]);
});

test("a photo is heavy by its weight, a document never", () => {
  assert.equal(isHeavy({ type: "image/jpeg", size: 12_000_000 }), true);
  assert.equal(isHeavy({ type: "image/jpeg", size: 500_000 }), false);
  assert.equal(isHeavy({ type: "application/pdf", size: 12_000_000 }), false);
  assert.equal(isHeavy({ type: "image/heic", size: 12_000_000 }), false);
});

test("what cannot be drawn is sent as it is", async () => {
  const file = new File([new Uint8Array(3_000_000)], "a.jpg", { type: "image/jpeg" });
  assert.equal(await reduceImage(file), file);
  const light = new File(["…"], "a.jpg", { type: "image/jpeg" });
  assert.equal(await reduceImage(light), light);
  const foreign = new File(["…"], "a.heic", { type: "image/heic" });
  assert.equal(await reduceImage(foreign), foreign);
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  findAnswer,
  hash,
  proveWork,
} from "../../../commons/web/assets/editing/saving/proof_of_work.js";

const at_once = async () => {};
const hex = (words) => [...words].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
const expected = (text) => createHash("sha256").update(text).digest("hex");

test("the hash is the one that everybody computes, whatever the length", () => {
  for (let length = 0; length < 200; length += 1) {
    const text = "challenge:0123456789".repeat(10).slice(0, length);
    assert.equal(hex(hash(text)), expected(text), `length ${length}`);
  }
});

test("the answer's hash begins with so many zero bits", async () => {
  for (const zeroBits of [1, 4, 8, 12]) {
    const answer = await findAnswer("a.b.c", zeroBits, at_once);
    const start = parseInt(expected(`a.b.c:${answer}`).slice(0, 8), 16);
    assert.equal(start >>> (32 - zeroBits), 0);
  }
});

test("typing never waits for more than some hashes", async () => {
  let pauses = 0;
  const answer = await findAnswer("a.b.c", 12, async () => (pauses += 1));
  assert.equal(pauses, Math.floor(Number(answer) / 500));
});

test("the control is filled in where it is asked for, once", async () => {
  const control = { value: "", dataset: { zeroBits: "4", challenge: "_challenge" } };
  const form = { querySelector: () => control, elements: { _challenge: { value: "a.b.c" } } };
  await proveWork(form, at_once);
  assert.equal(control.value, await findAnswer("a.b.c", 4, at_once));
  control.value = "7";
  await proveWork(form, at_once);
  assert.equal(control.value, "7");
  await proveWork({ querySelector: () => null });
});

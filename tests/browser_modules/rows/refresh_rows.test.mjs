import assert from "node:assert/strict";
import { test } from "node:test";
import { buildBody, isTickable, readValue, runInTurn } from "../../../commons/web/assets/editing/rows/refresh_rows.js";

test("an order goes with the texts of the form, as a plain form without files", () => {
  const pairs = [["title", "Le banc"], ["_do", "publish"], ["images.upload", new File([], "")]];
  const body = buildBody(pairs, [], "add:steps");
  assert.ok(body instanceof URLSearchParams);
  assert.deepEqual([...body], [["title", "Le banc"], ["_do", "add:steps"]]);
});

test("files go in parts, those that were asked for and no other", () => {
  const asked = new File(["one"], "a.png");
  const pairs = [["title", "Le banc"], ["files.upload", new File(["two"], "b.pdf")]];
  const body = buildBody(pairs, [["images.upload", asked]], "resume");
  assert.ok(body instanceof FormData);
  assert.equal(body.get("title"), "Le banc");
  assert.equal(body.get("images.upload").name, "a.png");
  assert.equal(body.has("files.upload"), false);
  assert.equal(body.get("_do"), "resume");
});

test("two files of one control both go", () => {
  const files = ["a.png", "b.png"].map((name) => ["images.upload", new File(["…"], name)]);
  const sent = buildBody([], files, "resume").getAll("images.upload");
  assert.deepEqual(sent.map(({ name }) => name), ["a.png", "b.png"]);
});

test("each task begins once the one before is over", async () => {
  const seen = [];
  const slow = runInTurn(async () => {
    seen.push("slow begins");
    await new Promise((resolve) => setTimeout(resolve, 20));
    seen.push("slow ends");
    return "slow";
  });
  const quick = runInTurn(async () => seen.push("quick"));
  assert.equal(await slow, "slow");
  await quick;
  assert.deepEqual(seen, ["slow begins", "slow ends", "quick"]);
});

test("a task that fails says so to who asked, and the next one runs", async () => {
  const failed = runInTurn(async () => {
    throw new Error("no network");
  });
  const next = runInTurn(async () => "done");
  await assert.rejects(failed, /no network/);
  assert.equal(await next, "done");
});

test("what is ticked counts by its tick, the rest by its text", () => {
  assert.equal(isTickable({ type: "radio" }), true);
  assert.equal(isTickable({ type: "text" }), false);
  assert.equal(readValue({ type: "checkbox", value: "on", checked: false }), false);
  assert.equal(readValue({ type: "radio", value: "yes", checked: true }), true);
  assert.equal(readValue({ type: "textarea", value: "Le banc" }), "Le banc");
});

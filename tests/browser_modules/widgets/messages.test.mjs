import assert from "node:assert/strict";
import { test } from "node:test";
import { fillMessage } from "../../../commons/web/assets/widgets/messages.js";

test("values stand where their names were, each time", () => {
  const text = "« {name} » n’est pas ajouté : {why} ({name})";
  assert.equal(
    fillMessage(text, { name: "a.png", why: "trop lourd" }),
    "« a.png » n’est pas ajouté : trop lourd (a.png)",
  );
});

test("zero and nothing are values too", () => {
  assert.equal(fillMessage("{n} propositions{end}", { n: 0, end: "" }), "0 propositions");
});

test("a name without a value stays as it is written", () => {
  assert.equal(fillMessage("{name} : {why}", { name: "a.png" }), "a.png : {why}");
});

test("a value is put as it is, whatever signs it holds", () => {
  assert.equal(fillMessage("« {title} »", { title: "$& {when} $1" }), "« $& {when} $1 »");
});

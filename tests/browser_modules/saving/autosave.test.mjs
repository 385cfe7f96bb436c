import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildBody,
  computeWait,
  describeAnswer,
  differsFromPage,
  isOver,
  nameRefusal,
  selectPairs,
  signPairs,
} from "../../../commons/web/assets/editing/saving/autosave.js";

test("a draft keeps what is typed, neither files nor what is of one sending", () => {
  const pairs = [
    ["csrf_token", "secret"],
    ["_draft", "7"],
    ["title", "Le banc"],
    ["images.upload", new File(["…"], "banc.png")],
    ["_do", "publish"],
    ["_confirmed", "1"],
    ["title", ""],
  ];
  assert.deepEqual(selectPairs(pairs), [
    ["_draft", "7"],
    ["title", "Le banc"],
    ["title", ""],
  ]);
});

test("a text has changed when what people type has, and not when the draft is known", () => {
  const before = signPairs([["_draft", ""], ["title", "Le banc"]]);
  assert.equal(signPairs([["_draft", "7"], ["title", "Le banc"]]), before);
  assert.notEqual(signPairs([["_draft", ""], ["title", "Le banc vert"]]), before);
  assert.notEqual(signPairs([["_draft", ""], ["title", "Le banc"], ["body", ""]]), before);
});

test("a draft is sent once the typing rests, and however long it lasts", () => {
  assert.equal(computeWait(10_000, 10_000), 1500);
  assert.equal(computeWait(10_000, 12_000), 1500);
  assert.equal(computeWait(10_000, 13_000), 500);
  assert.equal(computeWait(10_000, 20_000), 0);
});

test("what is sent carries every row, one token, one order and what the preview asks", () => {
  const pairs = [["steps-0-title", "Un & deux"], ["steps-1-title", "é"], ["theme", "a"], ["theme", "b"]];
  const sent = new URLSearchParams(buildBody(pairs, "token", "keep", { _show: "1" }));
  assert.equal(sent.get("steps-0-title"), "Un & deux");
  assert.equal(sent.get("steps-1-title"), "é");
  assert.deepEqual(sent.getAll("theme"), ["a", "b"]);
  assert.deepEqual(sent.getAll("_do"), ["keep"]);
  assert.deepEqual(sent.getAll("csrf_token"), ["token"]);
  assert.equal(sent.get("_show"), "1");
});

test("a refusal says whether to sign in, to shorten, or to wait", () => {
  assert.deepEqual([400, 401, 403].map(nameRefusal), ["ended", "ended", "ended"]);
  assert.equal(nameRefusal(413), "large");
  assert.deepEqual([429, 500, 503].map(nameRefusal), ["later", "later", "later"]);
});

test("the end of a trouble is told once, and only of one that passes", () => {
  assert.equal(isOver("away", ""), true);
  assert.equal(isOver("ended", ""), true);
  assert.equal(isOver("away", "later"), false);
  assert.equal(isOver("file", ""), false);
  assert.equal(isOver("", ""), false);
});

test("an answer tells what the draft does not hold yet, and that a draft stands apart", () => {
  const said = "Brouillon enregistré à 10:02";
  assert.deepEqual(describeAnswer({ said, apart: false }, ""), { text: said, trouble: "" });
  assert.deepEqual(describeAnswer({ said, apart: false }, "Pas encore envoyé : a.png."), {
    text: `${said}. Pas encore envoyé : a.png.`,
    trouble: "file",
  });
  assert.equal(describeAnswer({ said, apart: true }, "Pas encore envoyé.").trouble, "apart");
});

test("what the browser gave back differs from what the server wrote", () => {
  const text = { type: "text", defaultValue: "Le banc" };
  assert.equal(differsFromPage({ ...text, value: "Le banc" }), false);
  assert.equal(differsFromPage({ ...text, value: "Le banc vert" }), true);
  assert.equal(differsFromPage({ ...text, value: "", disabled: true }), false);
  assert.equal(differsFromPage({ ...text, type: "hidden", value: "7" }), false);
  const box = { type: "checkbox", value: "on", defaultValue: "on", defaultChecked: false };
  assert.equal(differsFromPage({ ...box, checked: true }), true);
  assert.equal(differsFromPage({ ...box, checked: false }), false);
});

test("a list differs only from a choice that the server made", () => {
  const option = (selected, defaultSelected) => ({ selected, defaultSelected });
  const list = (...options) => ({ type: "select-one", options });
  assert.equal(differsFromPage(list(option(false, true), option(true, false))), true);
  assert.equal(differsFromPage(list(option(true, true), option(false, false))), false);
  assert.equal(differsFromPage(list(option(true, false), option(false, false))), false);
});

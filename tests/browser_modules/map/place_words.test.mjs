import assert from "node:assert/strict";
import { test } from "node:test";
import { countSheets, namePoint } from "../../../commons/web/assets/map/place_words.js";

const WORDS = {
  sheet: "{n} fiche",
  sheets: "{n} fiches",
  other: "{place} et {n} autre lieu",
  others: "{place} et {n} autres lieux",
  place: "{place} : {sheets}",
};

test("a place is named with how many sheets it has", () => {
  assert.equal(namePoint(WORDS, { name: "Brest", count: 1, places: 1 }), "Brest : 1 fiche");
  assert.equal(countSheets(WORDS, 12), "12 fiches");
});

test("several places are named by the largest", () => {
  const point = { name: "Brest", count: 14, places: 2 };
  assert.equal(namePoint(WORDS, point), "Brest et 1 autre lieu : 14 fiches");
  assert.equal(namePoint(WORDS, { ...point, places: 3 }), "Brest et 2 autres lieux : 14 fiches");
});

test("a name with braces stays as it is", () => {
  assert.equal(namePoint(WORDS, { name: "{n}", count: 2, places: 1 }), "{n} : 2 fiches");
});

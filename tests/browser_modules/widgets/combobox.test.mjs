import assert from "node:assert/strict";
import { test } from "node:test";
import { wrapArrows } from "../../../commons/web/assets/widgets/combobox.js";

// What the function asks of an element, and no more.
const boxOf = (selected, options = 3) => {
  const rows = Array.from({ length: options }, (_, place) => ({
    chosen: place === selected,
    getAttribute() {
      return this.chosen ? "true" : null;
    },
    removeAttribute() {
      this.chosen = false;
    },
  }));
  const box = {
    addEventListener: (_name, hear) => (box.press = (key) => hear({ key })),
    querySelectorAll: () => rows,
  };
  wrapArrows(box);
  return { press: box.press, chosen: () => rows.findIndex((row) => row.chosen) };
};

test("past either end the choice is let go, so that it goes round", () => {
  for (const [key, place] of [["ArrowDown", 2], ["ArrowUp", 0]]) {
    const box = boxOf(place);
    box.press(key);
    assert.equal(box.chosen(), -1);
  }
});

test("elsewhere the choice stays, and other keys do nothing", () => {
  for (const [key, place] of [["ArrowDown", 1], ["ArrowUp", 2], ["Enter", 2]]) {
    const box = boxOf(place);
    box.press(key);
    assert.equal(box.chosen(), place);
  }
});

test("without options nothing happens", () => boxOf(-1, 0).press("ArrowDown"));

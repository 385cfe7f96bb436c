import assert from "node:assert/strict";
import { test } from "node:test";
import { placeAddress } from "../../../commons/web/assets/map/place_popup.js";

test("one place is asked for among what is asked", () => {
  assert.equal(placeAddress("/map/place.json", "commune:29019"), "/map/place.json?at=commune%3A29019");
  assert.equal(
    placeAddress("/map/place.json?kind=tool&kind=method&q=a%26b", "x"),
    "/map/place.json?kind=tool&kind=method&q=a%26b&at=x",
  );
});

test("whatever a place is called, it is one value", () => {
  const asked = placeAddress("/map/place.json?at=y", "Île & co\t48.0000,-4.0000");
  const values = new URLSearchParams(asked.split("?")[1]);
  assert.deepEqual(values.getAll("at"), ["Île & co\t48.0000,-4.0000"]);
});

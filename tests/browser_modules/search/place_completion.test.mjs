import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchPlaces } from "../../../commons/web/assets/search/place_completion.js";

test("places are asked for by what is typed, whatever that is", async (t) => {
  t.mock.method(globalThis, "fetch", async (address) => ({
    ok: true,
    json: async () => ({ items: [{ text: address, label: "Brest", hint: "" }] }),
  }));
  const [place] = await fetchPlaces("/map/places.json", "l’Île&?");
  assert.equal(place.text, "/map/places.json?q=l%E2%80%99%C3%8Ele%26%3F");
});

test("less than two letters are no question, and no server is no failure", async () => {
  assert.deepEqual(await fetchPlaces("/map/places.json", "b"), []);
  assert.deepEqual(await fetchPlaces("/map/places.json", "brest"), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterPlaces, widthOf } from "../../../commons/web/assets/map/place_clusters.js";

const FRANCE = [-6, 41, 10, 52];
const feature = (id, name, [latitude, longitude], count = 1) => ({
  type: "Feature",
  id,
  geometry: { type: "Point", coordinates: [longitude, latitude] },
  properties: { name, count },
});
const PLACES = [
  feature("commune:29019", "Brest", [48.39, -4.49], 4),
  feature("commune:29103", "Landerneau", [48.45, -4.25], 2),
  feature("commune:59350", "Lille", [50.63, 3.06], 1),
];

test("places that would cover one another are one, with all their sheets", () => {
  const points = clusterPlaces(PLACES, 10).within(FRANCE, 5);
  assert.deepEqual(
    points.map(({ name, count, places, cluster }) => [name, count, places, cluster === null]),
    [
      ["Lille", 1, 1, true],
      ["Brest", 6, 2, false],
    ],
  );
});

test("nearer they fall apart, each where it stands", () => {
  const clusters = clusterPlaces(PLACES, 10);
  const [, both] = clusters.within(FRANCE, 5);
  const zoom = clusters.splitsAt(both);
  assert.ok(zoom > 5 && zoom <= 10);
  const points = clusters.within(FRANCE, zoom);
  assert.equal(points.length, 3);
  assert.deepEqual(points.find(({ key }) => key === "commune:29019").at, [48.39, -4.49]);
  assert.deepEqual(
    clusters.inside(both, 9).map(({ name }) => name),
    ["Brest", "Landerneau"],
  );
  assert.equal(clusters.inside(both, 1).length, 1);
});

test("places of one spot never fall apart", () => {
  const same = [feature("a", "Un", [48, 2]), feature("b", "Deux", [48, 2])];
  const clusters = clusterPlaces(same, 10);
  const [both] = clusters.within(FRANCE, 10);
  assert.equal(both.count, 2);
  assert.ok(clusters.splitsAt(both) > 10);
});

test("what lies elsewhere is not given, and a zoom too deep is the deepest", () => {
  const clusters = clusterPlaces(PLACES, 10);
  assert.deepEqual(clusters.within([0, 41, 10, 49], 5), []);
  assert.equal(clusters.within(FRANCE, 25).length, 3);
});

test("the largest is the widest, and none is too small to touch", () => {
  assert.ok(widthOf(1, 10_000) >= 24);
  assert.ok(widthOf(5, 10) < widthOf(10, 10));
  assert.equal(widthOf(1, 1), widthOf(10, 10));
});

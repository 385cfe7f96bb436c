// Puts places that would cover one another together, at each zoom.
import Supercluster from "supercluster";

const RADIUS_PIXELS = 66; // points are shown at half a zoom less or more: 47 pixels apart
const LEAST_PIXELS = 28;
const MOST_PIXELS = 46;

// Gives how wide a point is drawn, by its part of the largest: the area says how many.
export const widthOf = (count, most) =>
  Math.round(LEAST_PIXELS + (MOST_PIXELS - LEAST_PIXELS) * Math.sqrt(count / most));

const fold = ({ count, name }) => ({ count, name, most: count });

// Gives what answers for features of /map.json; zooms are whole numbers up to `deepest`.
export function clusterPlaces(features, deepest) {
  const index = new Supercluster({
    radius: RADIUS_PIXELS,
    extent: 256,
    maxZoom: deepest,
    map: fold,
    reduce: (all, one) => {
      all.count += one.count;
      if (one.most > all.most) Object.assign(all, { name: one.name, most: one.most });
    },
  });
  index.load(features);
  return {
    // Gives the points in a box (west, south, east, north), those with most sheets last.
    within: (box, zoom) =>
      index
        .getClusters(box, Math.min(zoom, deepest))
        .map(readPoint)
        .sort((one, other) => one.count - other.count),
    // Gives the zoom at which a point falls apart; more than `deepest` for never.
    splitsAt: ({ cluster }) => index.getClusterExpansionZoom(cluster),
    // Gives the places of a point, at most so many, those with most sheets first.
    inside: ({ cluster }, most) =>
      index
        .getLeaves(cluster, Infinity)
        .map(readPoint)
        .sort((one, other) => other.count - one.count)
        .slice(0, most),
  };
}

function readPoint({ id, geometry, properties }) {
  const [longitude, latitude] = geometry.coordinates;
  const places = properties.point_count ?? 1;
  return {
    key: properties.cluster ? `cluster ${properties.cluster_id}` : String(id),
    cluster: properties.cluster ? properties.cluster_id : null,
    at: [latitude, longitude],
    name: properties.name,
    count: properties.count,
    places,
  };
}

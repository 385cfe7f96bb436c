// For the page of the map: has it moved and zoomed. What the server drew stays until all is
// there, and for good when something is missing; it is also what is printed.
import { circleMarker, control, geoJSON, map as createMap, tileLayer } from "leaflet/dist/leaflet-src.esm.js";
import { createElement } from "./widgets/messages.js";
import { addMarkers } from "./map/live_markers.js";
import { clusterPlaces } from "./map/place_clusters.js";

const ROOM = 24; // pixels, for the markers at the edge
const DEEPEST_TILES = 17;
const DEEPEST_OUTLINES = 11;

const corners = ([west, south, east, north]) => [
  [south, west],
  [north, east],
];

async function fetchJson(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function bringToLife(figure) {
  const options = JSON.parse(figure.dataset.live);
  const [places, outlines] = await Promise.all([
    fetchJson(options.places),
    fetchJson(options.outlines),
  ]);
  if (!places.features.length) return;
  const drawing = figure.querySelector(".map__drawing");
  const box = createElement("div", { class: "map__live", role: "region", "aria-label": options.words.map });
  box.style.height = `${drawing.getBoundingClientRect().height}px`;
  drawing.after(box);
  figure.classList.add("map--live");
  try {
    draw(box, figure, { places, outlines, options });
  } catch {
    figure.classList.remove("map--live");
    box.remove();
  }
}

function draw(box, figure, { places, outlines, options }) {
  const map = openMap(box, options);
  map.fitBounds(corners(places.bbox), { padding: [ROOM, ROOM] });
  addGround(map, outlines, options);
  addMarkers(map, clusterPlaces(places.features, map.getMaxZoom() - 1), options);
  addFrames(map, figure, options.frames);
}

function openMap(box, { tiles, words }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const touch = matchMedia("(pointer: coarse)").matches;
  const map = createMap(box, {
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.1,
    minZoom: 4,
    maxZoom: tiles ? DEEPEST_TILES : DEEPEST_OUTLINES,
    scrollWheelZoom: false,
    dragging: !touch, // one finger scrolls the page, two move the map
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    maxBounds: [
      [-60, -120],
      [70, 120],
    ],
  });
  const position = "bottomleft"; // where the sea is, and few points
  control.zoom({ position, zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  return map;
}

function addGround(map, outlines, { tiles, credit, here, centre }) {
  if (tiles) {
    control.attribution({ prefix: false }).addTo(map);
    const text = createElement("span", {}, credit); // what the operator wrote is no HTML
    tileLayer(tiles, { maxZoom: DEEPEST_TILES, attribution: text.outerHTML, alt: "" }).addTo(map);
  }
  const chosen = new Set(here);
  const style = ({ properties }) => ({
    className: chosen.has(properties.code) ? "map__here" : "map__land",
    weight: 1,
  });
  const layer = geoJSON(outlines, { style, interactive: false }).addTo(map);
  if (centre) circleMarker(centre, { radius: 7, className: "map__centre", interactive: false }).addTo(map);
  if (tiles) layer.getPane().classList.add("map__over-tiles");
}

// Guadeloupe, Martinique and the others lie far apart: a button goes to each.
function addFrames(map, figure, frames) {
  if (!frames.length) return;
  const list = createElement("ul", { class: "tags map__frames-list" });
  for (const { name, bbox } of frames) {
    const button = createElement("button", { type: "button", class: "button button--small" }, name);
    button.addEventListener("click", () => map.fitBounds(corners(bbox)));
    list.append(createElement("li", {}, button));
  }
  figure.querySelector(".map__live").after(list);
}


const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      bringToLife(target).catch(() => {}); // the drawing stays
    }
  },
  { rootMargin: "200px" },
);
document.querySelectorAll("[data-live]").forEach((figure) => seen.observe(figure));

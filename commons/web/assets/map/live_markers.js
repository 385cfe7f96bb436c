// The points of a map that moves: drawn anew at each zoom, reached by the keyboard.
import { divIcon, marker, popup } from "leaflet/dist/leaflet-src.esm.js";
import { createElement } from "../widgets/messages.js";
import { widthOf } from "./place_clusters.js";
import { showPlace, showPlaces } from "./place_popup.js";
import { namePoint } from "./place_words.js";

const MOST_LISTED = 30;
const LOWEST_POPUP = 120;
const POPUP_FRAME = 70;

export function addMarkers(map, clusters, options) {
  const shown = new Map();
  let anchor; // what a popup hangs over stays, even when the popup pushes it out of sight
  const largest = () => Math.max(1, ...[...shown.values()].map(({ point }) => point.count));

  function draw() {
    const box = map.getBounds().pad(0.1);
    const corners = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    const points = clusters.within(corners, Math.round(map.getZoom()));
    const wanted = new Set(points.map(({ key }) => key));
    for (const [key, one] of shown) {
      if (wanted.has(key) || one === anchor) continue;
      one.marker.remove();
      shown.delete(key);
    }
    for (const point of points) {
      if (!shown.has(point.key)) shown.set(point.key, { point, marker: addMarker(point) });
    }
    const most = largest();
    for (const one of shown.values()) resize(one, most);
  }

  function addMarker(point) {
    const label = namePoint(options.words, point);
    const text = createElement("span", { "aria-hidden": "true" }, point.count > 1 ? String(point.count) : "");
    const icon = divIcon({ html: text, className: "map__pin", iconSize: null });
    const made = marker(point.at, { icon, title: label, riseOnHover: true }).addTo(map);
    const element = made.getElement();
    element.setAttribute("aria-label", label);
    made.on("click", () => activate(point, element));
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      activate(point, element, true);
    });
    return made;
  }

  function activate(point, element, byKey = false) {
    if (point.cluster === null) return open(point, element);
    const zoom = clusters.splitsAt(point);
    if (zoom > map.getMaxZoom() || zoom <= map.getZoom()) {
      const held = clusters.inside(point, MOST_LISTED);
      return openBox(showPlaces(options.words, held, (one) => open(one, element)), point.at, element);
    }
    if (byKey) map.once("moveend", () => focusNear(point.at));
    map.setView(point.at, zoom);
  }

  async function open(point, element) {
    openBox(await showPlace(options, point), point.at, element);
  }

  function openBox(box, at, from) {
    const maxHeight = Math.max(LOWEST_POPUP, map.getSize().y - POPUP_FRAME);
    const opened = popup({ maxWidth: 300, maxHeight, autoPanPadding: [12, 12] })
      .setLatLng(at)
      .setContent(box)
      .openOn(map);
    anchor = [...shown.values()].find((one) => one.marker.getElement() === from);
    const element = opened.getElement();
    element.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", options.words.close);
    box.tabIndex = -1;
    box.focus({ preventScroll: true });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup(opened);
    });
    opened.on("remove", () => {
      if (from.isConnected) from.focus({ preventScroll: true });
      else focusNear(at);
      anchor = undefined;
    });
  }

  // What had the focus is not drawn any more: go to the nearest point.
  function focusNear(at) {
    const spot = map.latLngToLayerPoint(at);
    const far = ({ marker: one }) => spot.distanceTo(map.latLngToLayerPoint(one.getLatLng()));
    const [nearest] = [...shown.values()].sort((one, other) => far(one) - far(other));
    nearest?.marker.getElement()?.focus({ preventScroll: true });
  }

  map.on("moveend", draw);
  draw();
}

function resize({ point, marker: one }, most) {
  const pixels = widthOf(point.count, most);
  const { style } = one.getElement();
  style.width = style.height = `${pixels}px`;
  style.marginLeft = style.marginTop = `${-pixels / 2}px`;
}

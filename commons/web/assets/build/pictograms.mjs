// The pictograms of pages: those that pictograms.json names, out of the set Lucide,
// as one sprite for pages and as lines of points for what draws without a browser.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import svgpath from "svgpath";

const PER_CURVE = 8;
const STROKE =
  'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
const SHAPE = /<(path|circle|ellipse|line|rect|polyline|polygon)\s([^>]*?)\/>/g;

// Gives { sprite, lines } of the names, from the folder of lucide-static.
export async function readPictograms(names, folder) {
  const symbols = [];
  const lines = {};
  for (const name of names) {
    const source = await readFile(join(folder, "icons", `${name}.svg`), "utf-8");
    const shapes = [...source.matchAll(SHAPE)].map(([, tag, words]) => [tag, words.trim()]);
    const inside = shapes.map(([tag, words]) => `<${tag} ${words}/>`).join("");
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" ${STROKE}>${inside}</symbol>`);
    lines[name] = shapes.flatMap(([tag, words]) => flatten(pathOf(tag, attributes(words))));
  }
  return {
    sprite:
      "<!-- Lucide, ISC; its licence is in the file licences.txt of this build -->" +
      `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
    lines,
  };
}

function attributes(words) {
  return Object.fromEntries([...words.matchAll(/([a-z0-9]+)="([^"]*)"/g)].map((one) => one.slice(1)));
}

// Gives the data of a path that draws a shape.
export function pathOf(tag, said) {
  const n = (key) => Number(said[key] ?? 0);
  if (tag === "path") return said.d;
  if (tag === "line") return `M${n("x1")} ${n("y1")}L${n("x2")} ${n("y2")}`;
  if (tag === "polyline") return `M${said.points}`;
  if (tag === "polygon") return `M${said.points}Z`;
  if (tag === "rect") return rounded(n("x"), n("y"), n("width"), n("height"), n("rx") || n("ry"));
  const [rx, ry] = tag === "circle" ? [n("r"), n("r")] : [n("rx"), n("ry")];
  return `M${n("cx") - rx} ${n("cy")}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
}

function rounded(x, y, width, height, r) {
  const [w, h] = [width - 2 * r, height - 2 * r];
  const arc = (dx, dy) => (r ? `a${r} ${r} 0 0 1 ${dx} ${dy}` : "");
  return `M${x + r} ${y}h${w}${arc(r, r)}v${h}${arc(-r, r)}h${-w}${arc(-r, -r)}v${-h}${arc(r, -r)}Z`;
}

// Gives the lines of a path, each a list of points, with arcs and curves in short pieces.
export function flatten(data) {
  const lines = [];
  svgpath(data).abs().unarc().unshort().iterate(([command, ...to], _index, x, y) => {
    const line = lines.at(-1);
    if (command === "M") lines.push([[to[0], to[1]]]);
    else if (command === "Z") line.push(line[0]);
    else if (command === "H") line.push([to[0], y]);
    else if (command === "V") line.push([x, to[0]]);
    else if (command === "L") line.push([to[0], to[1]]);
    else line.push(...curve(x, y, to));
  });
  return lines.map((line) => line.map((point) => point.map((value) => Math.round(value * 100) / 100)));
}

// A quadratic curve is the cubic one whose handles stand two thirds of the way.
function curve(x, y, to) {
  const [a, b, c, d, e, f] =
    to.length === 6
      ? to
      : [x + (2 / 3) * (to[0] - x), y + (2 / 3) * (to[1] - y),
         to[2] + (2 / 3) * (to[0] - to[2]), to[3] + (2 / 3) * (to[1] - to[3]), to[2], to[3]];
  return Array.from({ length: PER_CURVE }, (_, index) => {
    const t = (index + 1) / PER_CURVE;
    const s = 1 - t;
    const at = (p0, p1, p2, p3) => s * s * s * p0 + 3 * s * s * t * p1 + 3 * s * t * t * p2 + t * t * t * p3;
    return [at(x, a, c, e), at(y, b, d, f)];
  });
}

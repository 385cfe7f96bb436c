// Bundles the browser sources into the folder named on the command line, under
// names that carry a hash of the content, and writes manifest.json: the plain
// name of each entry -> the name of its file. Each is there compressed too, as it
// travels. Old files go last. The pictograms are made beside: pictograms.svg, the
// sprite, pictograms.json, their lines, and licences.txt, the licences of all that
// others wrote.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { packagesOf, readLicences } from "./build/licences.mjs";
import { readPictograms } from "./build/pictograms.mjs";

const entries = [
  "site.css",
  "site.js",
  "editor.js",
  "editing/text/html_to_markdown.js",
  "editing.css",
  "paper.css",
  "live_map.js",
  "live_map.css",
  "frozen_search.js",
  "icon.svg",
];
const out = resolve(process.argv[2] ?? "../static/dist");

await mkdir(out, { recursive: true });
const { metafile } = await build({
  entryPoints: entries,
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "shared-[hash]",
  bundle: true,
  splitting: true, // what two entries share travels once
  loader: { ".svg": "copy", ".png": "dataurl" },
  minify: true,
  metafile: true,
  format: "esm",
  target: ["es2020", "chrome90", "firefox90", "safari15"],
  legalComments: "none",
  logLevel: "warning",
});

async function writeHashed(name, content) {
  const [stem, ending] = name.split(".");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = `${stem}-${hash}.${ending}`;
  await writeFile(join(out, file), content);
  return [name, file];
}

const named = JSON.parse(await readFile("build/pictograms.json", "utf-8"));
const bundled = packagesOf([...Object.keys(metafile.inputs), "node_modules/lucide-static/"]);
const drawn = await readPictograms(named, "node_modules/lucide-static");
const files = [
  ...Object.entries(metafile.outputs)
    .map(([path, output]) => [output.entryPoint ?? basename(path), basename(path)]),
  await writeHashed("pictograms.svg", drawn.sprite),
  await writeHashed("pictograms.json", JSON.stringify(drawn.lines)),
  await writeHashed("licences.txt", await readLicences(bundled, "node_modules")),
].sort();
const manifest = join(out, "manifest.json");
await writeFile(manifest, JSON.stringify(Object.fromEntries(files), null, 1) + "\n");

const zipped = await Promise.all(
  files.map(async ([, name]) => {
    const content = await readFile(join(out, name));
    await writeFile(join(out, `${name}.gz`), gzipSync(content, { level: 9 }));
    return `${name}.gz`;
  }),
);

const kept = new Set(["manifest.json", ...files.map(([, name]) => name), ...zipped]);
const old = (await readdir(out)).filter((name) => !kept.has(name));
await Promise.all(old.map((name) => rm(join(out, name), { recursive: true })));

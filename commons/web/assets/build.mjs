// Bundles the browser sources into the folder named on the command line, under
// names that carry a hash of the content, and writes manifest.json: the plain
// name of each entry -> the name of its file. Each is there compressed too, as it
// travels. Old files go last.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const entries = [
  "site.css",
  "site.js",
  "editor.js",
  "editing.css",
  "paper.css",
  "icon.svg",
];
const out = resolve(process.argv[2] ?? "../static/dist");

await mkdir(out, { recursive: true });
const { metafile } = await build({
  entryPoints: entries,
  outdir: out,
  entryNames: "[name]-[hash]",
  bundle: true,
  loader: { ".svg": "copy" },
  minify: true,
  metafile: true,
  format: "esm",
  target: ["es2020", "chrome90", "firefox90", "safari15"],
  legalComments: "none",
  logLevel: "warning",
});

const files = Object.entries(metafile.outputs)
  .filter(([, output]) => output.entryPoint)
  .map(([path, output]) => [output.entryPoint, basename(path)])
  .sort();
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

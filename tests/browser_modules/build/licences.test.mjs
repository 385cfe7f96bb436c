import assert from "node:assert/strict";
import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { packagesOf, readLicences } from "../../../commons/web/assets/build/licences.mjs";

test("each package is named once, ours are not", () => {
  const files = [
    "site.js",
    "node_modules/leaflet/src/a.js",
    "node_modules/leaflet/src/b.js",
    "node_modules/@github/combobox-nav/index.js",
    "editing/node_modules_are_fine.js",
  ];
  assert.deepEqual(packagesOf(files), ["@github/combobox-nav", "leaflet"]);
});

test("the terms stand under the name, and a package without a file has its licence's name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "licences-"));
  for (const [name, license] of [["one", "MIT"], ["two", "ISC"]]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "package.json"), JSON.stringify({ version: "1.2", license }));
  }
  await writeFile(join(folder, "one", "LICENCE.md"), "Be kind.\n");
  assert.equal(
    await readLicences(["one", "two"], folder),
    "one 1.2 (MIT)\n\nBe kind.\n\n----\n\ntwo 1.2 (ISC)\n\n\n",
  );
});

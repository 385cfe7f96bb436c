// The licences of what others wrote and the bundles hold, as one text.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const PACKAGE = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//;

// Gives the names of the packages that files come from, sorted, each once.
export function packagesOf(files) {
  const names = files.map((file) => file.split("\\").join("/").match(PACKAGE)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

// Gives the text: each package with its version, its licence's name and its terms.
export async function readLicences(names, folder) {
  const texts = [];
  for (const name of names) {
    const home = join(folder, name);
    const { version, license } = JSON.parse(await readFile(join(home, "package.json"), "utf-8"));
    const file = (await readdir(home)).find((one) => /^(licen[cs]e|copying)/i.test(one));
    const terms = file ? (await readFile(join(home, file), "utf-8")).trim() : "";
    texts.push(`${name} ${version} (${license})\n\n${terms}\n`);
  }
  return texts.join("\n----\n\n");
}

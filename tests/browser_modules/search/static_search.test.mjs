import assert from "node:assert/strict";
import { test } from "node:test";
import {
  filesFor,
  foldText,
  nameFile,
  numberOf,
  rank,
  readWords,
  search,
  weigh,
} from "../../../commons/web/assets/search/static_search.js";

test("words are folded as the index has them, each once and without the plural", () => {
  assert.equal(foldText("L’Œuvre à Cœur"), "l'oeuvre a coeur");
  assert.deepEqual(readWords("Les ateliers, l’atelier d’été"), ["les", "atelier", "ete"]);
  assert.deepEqual(readWords(" ! "), []);
});

test("a word is looked for in the files of what begins alike", () => {
  assert.deepEqual(filesFor("atelier", ["at", "ate", "aten", "au"]), ["at", "ate"]);
  assert.deepEqual(filesFor("at", ["at", "au", "ate"]), ["at", "ate"]);
  assert.equal(nameFile("éa"), "u00e9a");
  assert.equal(numberOf("theme=culture"), numberOf("theme=culture"));
});

test("what more words find comes first, then what they weigh more in", () => {
  const told = { atelier: [1, 9, 2, 1], ateliers: [3, 9], eau: [2, 1] };
  const found = [weigh("atelier", told), weigh("eau", told)];
  assert.deepEqual(rank(found, []), [2, 3, 1]);
  assert.deepEqual(rank(found, [[1, 3], [3]]), [3]);
  assert.deepEqual(rank([], [[4, 5]]), [5, 4]);
});

test("a question is answered from files, and nothing asked is nothing found", async (t) => {
  const files = {
    "/search/index.json": { sheets: 2, a_file: 100, words: ["at"] },
    "/search/words/at.json": { atelier: [1, 9, 0, 2] },
    "/search/sheets/0.json": [["/a", "A", "", "Méthode"], ["/b", "B", "", "Outil"]],
    [`/search/chosen/${numberOf("kind=tool")}.json`]: { "kind=tool": [1] },
  };
  t.mock.method(globalThis, "fetch", async (address) => ({
    status: address in files ? 200 : 404,
    ok: address in files,
    json: async () => files[address],
  }));
  const ask = (query) => search("/search", ["kind"], new URLSearchParams(query));
  assert.equal(await ask(""), null);
  assert.deepEqual((await ask("q=Ateliers")).rows.map(([, title]) => title), ["B", "A"]);
  assert.deepEqual(await ask("q=ateliers&kind=tool"), { rows: [["/b", "B", "", "Outil"]], count: 1 });
  assert.equal((await ask("q=rien")).count, 0);
});

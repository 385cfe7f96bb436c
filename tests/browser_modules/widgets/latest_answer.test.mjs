import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { askLatest } from "../../../commons/web/assets/widgets/latest_answer.js";

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

// A server that answers what it was asked, and the questions that it heard.
const hear = (answer) => {
  const heard = [];
  globalThis.fetch = async (address, { signal }) => {
    heard.push(address);
    return { ok: true, json: async () => address, signal, ...answer };
  };
  return heard;
};

const ask = () => {
  const latest = askLatest();
  return (typed) => latest("/search?q=", typed);
};

test("a text is asked about after a rest, without spaces around it", async () => {
  const heard = hear();
  assert.equal(await ask()(" café bar "), "/search?q=caf%C3%A9%20bar");
  assert.deepEqual(heard, ["/search?q=caf%C3%A9%20bar"]);
});

test("less than two letters are no question", async () => {
  const heard = hear();
  assert.equal(await ask()(" d "), null);
  assert.deepEqual(heard, []);
});

test("of questions that follow quickly the last alone is sent", async () => {
  const heard = hear();
  const latest = ask();
  const answers = await Promise.all(["dé", "déb", "déba"].map((typed) => latest(typed)));
  assert.deepEqual(answers, [null, null, "/search?q=d%C3%A9ba"]);
  assert.equal(heard.length, 1);
});

test("a short text takes back the question before it", async () => {
  const heard = hear();
  const latest = ask();
  const first = latest("débat");
  assert.equal(await latest(""), null);
  assert.equal(await first, null);
  assert.deepEqual(heard, []);
});

test("an answer that comes after another question is dropped", async () => {
  let answer;
  globalThis.fetch = async () => ({
    ok: true,
    json: () => new Promise((resolve) => (answer ??= resolve)),
  });
  const latest = ask();
  const first = latest("débat");
  while (!answer) await new Promise((resolve) => setTimeout(resolve, 10));
  latest("");
  answer("late");
  assert.equal(await first, null);
});

test("failures are no answers: a refusal, no network, what is no JSON", async () => {
  hear({ ok: false });
  assert.equal(await ask()("débat"), null);
  hear({ json: async () => JSON.parse("<html>") });
  assert.equal(await ask()("débat"), null);
  globalThis.fetch = async () => {
    throw new TypeError("no network");
  };
  assert.equal(await ask()("débat"), null);
});

test("two boxes do not take back each other's questions", async () => {
  hear();
  const told = await Promise.all([ask()("un"), ask()("deux")]);
  assert.deepEqual(told, ["/search?q=un", "/search?q=deux"]);
});

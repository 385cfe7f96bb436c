import assert from "node:assert/strict";
import { test } from "node:test";
import {
  readBytes,
  readOptions,
  writeBytes,
  writeCredential,
} from "../../../commons/web/assets/widgets/passkeys.js";

const buffer = (...bytes) => Uint8Array.from(bytes).buffer;

test("bytes become base64url and come back, whatever their length", () => {
  for (const bytes of [[], [0], [255, 254], [251, 240, 63], [1, 2, 3, 4]]) {
    const text = writeBytes(buffer(...bytes));
    assert.match(text, /^[\w-]*$/);
    assert.deepEqual([...readBytes(text)], bytes);
  }
  assert.equal(writeBytes(buffer(251, 240, 63)), "-_A_");
});

test("options carry bytes where browsers want them, and the rest as it was", () => {
  const told = {
    challenge: "AQI",
    rpId: "commons.example",
    user: { id: "Aw", name: "ana" },
    excludeCredentials: [{ id: "BA", type: "public-key" }],
  };
  const options = readOptions(told);
  assert.deepEqual([...options.challenge], [1, 2]);
  assert.deepEqual([...options.user.id], [3]);
  assert.deepEqual([...options.excludeCredentials[0].id], [4]);
  assert.equal(options.rpId, "commons.example");
  assert.equal(options.user.name, "ana");
  assert.equal("allowCredentials" in options, false);
});

test("a credential is written with the parts that it has", () => {
  const text = writeCredential({
    id: "AQ",
    rawId: buffer(1),
    type: "public-key",
    response: { clientDataJSON: buffer(2), signature: buffer(3), userHandle: null },
  });
  assert.deepEqual(JSON.parse(text), {
    id: "AQ",
    rawId: "AQ",
    type: "public-key",
    response: { clientDataJSON: "Ag", signature: "Aw" },
  });
});

// Passkeys (WebAuthn): the form asks the server for a challenge, has the browser sign it
// with a new or a known key, and sends what was signed as its hidden control.

// Reads bytes from base64url.
export const readBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

// Writes bytes as base64url.
export const writeBytes = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const readKeys = (keys = []) => keys.map((key) => ({ ...key, id: readBytes(key.id) }));

// Makes of the server's options what browsers want: bytes instead of texts.
export function readOptions(told) {
  const options = { ...told, challenge: readBytes(told.challenge) };
  if (told.user) options.user = { ...told.user, id: readBytes(told.user.id) };
  if (told.excludeCredentials) options.excludeCredentials = readKeys(told.excludeCredentials);
  if (told.allowCredentials) options.allowCredentials = readKeys(told.allowCredentials);
  return options;
}

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

// Makes of what a browser gives a text that the server reads.
export function writeCredential({ id, rawId, type, response, authenticatorAttachment }) {
  const parts = PARTS.filter((name) => response[name]);
  const written = Object.fromEntries(parts.map((name) => [name, writeBytes(response[name])]));
  const credential = { id, rawId: writeBytes(rawId), type, response: written };
  if (authenticatorAttachment) credential.authenticatorAttachment = authenticatorAttachment;
  return JSON.stringify(credential);
}

// Shows the form, and has its button ask for a passkey.
export function offerPasskey(form) {
  const lack = document.querySelector("[data-passkey-lack]");
  if (lack) lack.hidden = true;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, "");
    try {
      form.elements.credential.value = await signChallenge(form);
    } catch (error) {
      say(form, error.told ?? form.dataset.failed);
      return;
    }
    form.submit();
  });
}

async function signChallenge(form) {
  const { passkey, options } = form.dataset;
  const answer = await fetch(options, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(answer.status), { told: told.fault });
  const publicKey = readOptions(told);
  return writeCredential(await navigator.credentials[passkey]({ publicKey }));
}

function say(form, text) {
  form.querySelector("[data-passkey-fault]").textContent = text;
}

// For every page. Nothing here is needed: each part adds comfort to what works without it.

// What completes a search is fetched by those who go to a search box.
for (const input of document.querySelectorAll("[data-completes]")) {
  const prepare = async () => {
    const { addSearchCompletion } = await import("./search/search_completion.js");
    addSearchCompletion(input);
  };
  if (input === document.activeElement) prepare();
  else input.addEventListener("focus", prepare, { once: true });
}

// Passkeys need scripts; what answers them is fetched where they are offered.
for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  import("./widgets/passkeys.js").then(({ offerPasskey }) => offerPasskey(form));
}

// What completes a place in a form is fetched the same way.
for (const input of document.querySelectorAll("[data-fills-place]")) {
  const prepare = async () => {
    const { addPlaceCompletion } = await import("./search/place_completion.js");
    addPlaceCompletion(input);
  };
  if (input === document.activeElement) prepare();
  else input.addEventListener("focus", prepare, { once: true });
}

// After a refused form, the summary of errors is read and seen first.
document.querySelector("[data-takes-focus]")?.focus();

// A credit line in one press.
for (const source of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small no-print";
  button.textContent = source.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = source.dataset.copied;
    setTimeout(() => (button.textContent = source.dataset.copy), 3000);
  });
  source.after(button);
}

for (const place of document.querySelectorAll("[data-print]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = place.dataset.print;
  button.addEventListener("click", () => print());
  place.append(button);
  place.hidden = false;
}

// Paper cannot be unfolded.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    addEventListener("afterprint", () => (details.open = false), { once: true });
  }
});

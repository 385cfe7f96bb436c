// Asks a server about what is being typed, after a rest; a later question wins.

const FEWEST = 2;
const REST_MS = 150;

// Returns what asks about a text at an address ("…?q="), to which the text is added. The
// answer is the JSON that the server gives; null for less than two letters, without network,
// for an answer that is none, and when something else was asked in the meantime.
export function askLatest() {
  let latest;
  return async (address, typed) => {
    latest?.abort();
    const { signal } = (latest = new AbortController());
    const text = typed.trim();
    if (text.length < FEWEST) return null;
    try {
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      if (signal.aborted) return null;
      const headers = { Accept: "application/json" };
      const answer = await fetch(address + encodeURIComponent(text), { headers, signal });
      const told = answer.ok ? await answer.json() : null;
      return signal.aborted ? null : told;
    } catch {
      return null;
    }
  };
}

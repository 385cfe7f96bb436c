// Keeps texts in this browser until the server has them: one for each open form.
//
// IndexedDB and not localStorage: what it has acknowledged outlives a browser
// that is killed. A text: tab, who, about, title, at, action and pairs.

const NAME = "commons-writing";

let opened;

function openDatabase() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore("texts", { keyPath: "tab" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function runTransaction(mode, ask) {
  const base = await openDatabase();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction("texts", mode);
    const request = ask(transaction.objectStore("texts"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const storeText = (text) => runTransaction("readwrite", (texts) => texts.put(text));

export const removeText = (tab) => runTransaction("readwrite", (texts) => texts.delete(tab));

// Gives a person's texts, the youngest first.
export async function listTexts(who) {
  return selectTexts(await runTransaction("readonly", (texts) => texts.getAll()), who);
}

export const selectTexts = (all, who) =>
  all.filter((text) => text.who === who).sort((one, other) => other.at - one.at);

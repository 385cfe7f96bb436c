// Keeps what is being written: with the server while one types, in this browser
// when the network is away, and says so without chatter.
import * as shelf from "./offline_outbox.js";
import { announce, make, put, words } from "./messages.js";

const REST_MS = 1500; // after the last key
const MOST_MS = 3500; // however long one types
const SHELF_MS = 700;
const AGAIN_MS = 10000;
const PATIENCE_MS = 20000;
const LEAVING_BYTES = 60000; // what a browser sends of a page that is left

export class Keeper {
  constructor(form) {
    this.form = form;
    this.told = new EventTarget();
    this.shown = form.querySelector("[data-saved]");
    this.extra = () => ({}); // what else to ask for, by the preview
    this.lack = () => ""; // what the draft does not hold yet, by the files
    this.other = null; // the draft that this one was put apart from
    this.mood = "";
    this.since = 0;
    this.saved = touched(form) || "changed" in form.dataset ? null : this.signature();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    addEventListener("online", () => this.save());
    addEventListener("focus", () => this.mood && this.save());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
    });
    addEventListener("pageshow", (event) => event.persisted && this.go());
    this.shown.textContent ||= words.alone;
    if (this.changed) this.typed();
  }

  get tab() {
    return this.form.elements._tab.value;
  }

  get changed() {
    return this.signature() !== this.saved;
  }

  pairs() {
    return [...new FormData(this.form)].filter(
      ([name, value]) =>
        typeof value === "string" && !["csrf_token", "_do", "_confirmed"].includes(name),
    );
  }

  signature() {
    return JSON.stringify(this.pairs().filter(([name]) => !name.startsWith("_")));
  }

  // Something may have changed: keep it here soon, with the server a little later.
  typed() {
    if (this.stopped || !this.changed) return;
    this.since ||= Date.now();
    this.shelving ??= setTimeout(() => this.lay(), SHELF_MS);
    const wait = Math.min(REST_MS, this.since + MOST_MS - Date.now());
    this.plan(Math.max(0, wait));
  }

  plan(wait) {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.save(), wait);
  }

  async lay() {
    clearTimeout(this.shelving);
    this.shelving = undefined;
    if (!this.changed) return;
    try {
      await shelf.lay({
        tab: this.tab,
        who: this.form.dataset.who,
        about: this.form.dataset.about,
        title: this.form.elements.title?.value ?? "",
        at: Date.now(),
        action: this.form.getAttribute("action"),
        pairs: this.pairs(),
      });
    } catch {
      this.helpless ||= this.warn();
    }
  }

  // Where nothing can be kept here, the browser asks before the page is left.
  warn() {
    addEventListener("beforeunload", (event) => {
      if (!this.stopped && this.changed) event.preventDefault();
    });
    return true;
  }

  leave() {
    if (this.stopped || !this.changed) return;
    this.lay();
    this.save({ leaving: true });
  }

  // Sends the text when it changed (or the preview is wanted); gives whether
  // the server has it.
  async save({ leaving = false, look = false } = {}) {
    if (this.stopped) return true;
    if (this.busy && !leaving) {
      this.again = true;
      return this.busy;
    }
    clearTimeout(this.later);
    if (!this.changed && !look) return true;
    this.busy = this.send(leaving);
    try {
      return await this.busy;
    } finally {
      this.busy = undefined;
      if (this.again) {
        this.again = false;
        this.typed();
      }
    }
  }

  async send(leaving, retried = false) {
    const sent = this.signature();
    const order = sent === this.saved ? "look" : "keep";
    const body = new URLSearchParams(this.pairs());
    body.set("csrf_token", this.form.elements.csrf_token.value);
    body.set("_do", order);
    for (const [name, value] of Object.entries(this.extra())) body.set(name, value);
    const text = body.toString();
    if (text.length > Number(this.form.dataset.most)) return this.refused(413);
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), PATIENCE_MS);
    this.since = 0;
    try {
      const answer = await fetch(this.form.dataset.keep, {
        method: "POST",
        body: text,
        headers: {
          Accept: "application/json",
          "Content-Type": "application/x-www-form-urlencoded",
        },
        keepalive: leaving && text.length < LEAVING_BYTES,
        signal: stop.signal,
      });
      if (answer.status === 400 && !retried && (await this.renew())) {
        return this.send(leaving, true);
      }
      if (!answer.ok) return this.refused(answer.status, answer.headers.get("Retry-After"));
      this.accepted(await answer.json(), sent, order);
      return true;
    } catch {
      return this.away();
    } finally {
      clearTimeout(patience);
    }
  }

  accepted(told, sent, order) {
    if (order === "keep") {
      const known = this.form.elements;
      known._draft.value = told.draft;
      known._revision.value = told.revision;
      this.saved = sent;
      history.replaceState(history.state, "", told.address);
      if (!this.changed) shelf.clear(this.tab).catch(() => {});
      const lack = this.lack();
      this.other = told.beside;
      this.say(lack ? `${told.said}. ${lack}` : told.said, told.apart ? "apart" : lack && "file");
    }
    this.told.dispatchEvent(new CustomEvent("told", { detail: told }));
    if (this.changed) this.typed();
  }

  // A session may have been opened again in another tab: its token is new.
  async renew() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.getElementById("sheet");
    if (form?.dataset.who !== this.form.dataset.who) return false;
    for (const control of document.querySelectorAll("[name=csrf_token]")) {
      control.value = form.elements.csrf_token.value;
    }
    return true;
  }

  async refused(status, after) {
    await this.lay();
    const moods = { 400: "ended", 401: "ended", 403: "ended", 413: "large" };
    this.trouble(moods[status] ?? "later");
    if (this.mood === "later") {
      this.plan(1000 * (Number(after) || 15));
    }
    return false;
  }

  async away() {
    await this.lay();
    this.trouble(this.helpless ? "lost" : "away");
    this.plan(AGAIN_MS);
    return false;
  }

  trouble(mood) {
    this.say(words[mood], mood);
    if (mood === "ended") {
      const back = encodeURIComponent(location.pathname + location.search);
      const link = make("a", { href: `/login?next=${back}`, target: "_blank" });
      link.textContent = words.enter;
      this.shown.append(" ", link);
    }
  }

  // Eyes see every change; ears hear the first time and what is not as usual.
  say(text, mood) {
    const back = ["away", "lost", "later", "ended"].includes(this.mood) && !mood;
    const link = this.other ? [" ", make("a", { href: this.other.address }, this.other.words)] : [];
    const wanted = this.other ? `${text} ${this.other.words}` : text;
    if (this.shown.textContent !== wanted) this.shown.replaceChildren(text, ...link);
    this.shown.classList.toggle("saved--warn", mood !== "");
    if (mood !== this.mood || !this.spoke) announce(back ? words.back : text);
    this.spoke = true;
    this.mood = mood;
  }

  // Before the form is sent: the draft has it all, and nothing comes after it.
  // Gives false when there is no network: the form must not be sent.
  async settle() {
    await this.busy;
    if (this.changed) await this.save();
    clearTimeout(this.later);
    if (this.changed && ["away", "lost"].includes(this.mood)) {
      this.say(words.wait, this.mood);
      announce(words.wait);
      this.plan(AGAIN_MS);
      return false;
    }
    this.stopped = true;
    return true;
  }

  // The page stays after all.
  go() {
    this.stopped = false;
    this.typed();
  }
}

// Says whether something in the form is not as the server wrote it: the browser
// gives back what was typed when one comes back to a page.
function touched(form) {
  return [...form.elements].some((control) => {
    if (control.type === "hidden" || control.disabled) return false;
    if ("checked" in control && ["radio", "checkbox"].includes(control.type)) {
      return control.checked !== control.defaultChecked;
    }
    if (control.options) {
      return [...control.options].some((one) => one.selected !== one.defaultSelected) &&
        [...control.options].some((one) => one.defaultSelected);
    }
    return "defaultValue" in control && control.value !== control.defaultValue;
  });
}

// Keeps what is being written: with the server while one types, in this browser
// when the network is away, and says so without chatter.
import { announce, createElement, messages } from "../../widgets/messages.js";
import { removeText, storeText } from "./offline_outbox.js";

const REST_MS = 1500; // after the last key
const MOST_MS = 3500; // however long one types
const STORE_MS = 700;
const AGAIN_MS = 10000;
const PATIENCE_MS = 20000;
const LEAVING_BYTES = 60000; // what a browser sends of a page that is left

const NOT_KEPT = ["csrf_token", "_do", "_confirmed"];
const REFUSALS = { 400: "ended", 401: "ended", 403: "ended", 413: "large" };
const PASSING = ["away", "lost", "later", "ended"]; // troubles whose end is told

export class Autosave {
  constructor(form) {
    this.form = form;
    this.answers = new EventTarget();
    this.shown = form.querySelector("[data-saved]");
    this.extraFields = () => ({}); // what else to ask for, by the preview
    this.describeMissing = () => ""; // what the draft does not hold yet, by the files
    this.other = null; // the draft that this one was put apart from
    this.trouble = "";
    this.since = 0;
    this.saved = hasUnsentText(form) ? null : this.computeSignature();
    form.addEventListener("input", () => this.noteChange());
    form.addEventListener("change", () => this.noteChange());
    addEventListener("online", () => this.saveDraft());
    addEventListener("focus", () => this.trouble && this.saveDraft());
    addEventListener("pagehide", () => this.saveLeaving());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.saveLeaving();
    });
    addEventListener("pageshow", (event) => event.persisted && this.restart());
    this.shown.textContent ||= messages.alone;
    if (this.changed) this.noteChange();
  }

  get tab() {
    return this.form.elements._tab.value;
  }

  get changed() {
    return this.computeSignature() !== this.saved;
  }

  listPairs() {
    return selectPairs([...new FormData(this.form)]);
  }

  computeSignature() {
    return signPairs(this.listPairs());
  }

  // Something may have changed: keep it here soon, with the server a little later.
  noteChange() {
    if (this.stopped || !this.changed) return;
    this.since ||= Date.now();
    this.storing ??= setTimeout(() => this.storeHere(), STORE_MS);
    this.planSave(computeWait(this.since, Date.now()));
  }

  planSave(wait) {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.saveDraft(), wait);
  }

  async storeHere() {
    clearTimeout(this.storing);
    this.storing = undefined;
    if (!this.changed) return;
    try {
      await storeText({
        tab: this.tab,
        who: this.form.dataset.who,
        about: this.form.dataset.about,
        title: this.form.elements.title?.value ?? "",
        at: Date.now(),
        action: this.form.getAttribute("action"),
        pairs: this.listPairs(),
      });
    } catch {
      this.helpless ||= this.warnBeforeLeaving();
    }
  }

  // Where nothing can be kept here, the browser asks before the page is left.
  warnBeforeLeaving() {
    addEventListener("beforeunload", (event) => {
      if (!this.stopped && this.changed) event.preventDefault();
    });
    return true;
  }

  saveLeaving() {
    if (this.stopped || !this.changed) return;
    this.storeHere();
    this.saveDraft({ leaving: true });
  }

  // Sends the text when it changed (or the preview is wanted); gives whether
  // the server has it.
  async saveDraft({ leaving = false, look = false } = {}) {
    if (this.stopped) return true;
    if (this.busy && !leaving) {
      this.again = true;
      return this.busy;
    }
    clearTimeout(this.later);
    if (!this.changed && !look) return true;
    this.busy = this.sendDraft(leaving);
    try {
      return await this.busy;
    } finally {
      this.busy = undefined;
      if (this.again) {
        this.again = false;
        this.noteChange();
      }
    }
  }

  async sendDraft(leaving, retried = false) {
    const sent = this.computeSignature();
    const order = sent === this.saved ? "look" : "keep";
    const token = this.form.elements.csrf_token.value;
    const text = buildBody(this.listPairs(), token, order, this.extraFields());
    if (text.length > Number(this.form.dataset.most)) return this.takeRefusal(413);
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
      if (answer.status === 400 && !retried && (await this.renewToken())) {
        return this.sendDraft(leaving, true);
      }
      if (!answer.ok) {
        return this.takeRefusal(answer.status, answer.headers.get("Retry-After"));
      }
      this.takeAnswer(await answer.json(), sent, order);
      return true;
    } catch {
      return this.takeSilence();
    } finally {
      clearTimeout(patience);
    }
  }

  takeAnswer(told, sent, order) {
    if (order === "keep") {
      const known = this.form.elements;
      known._draft.value = told.draft;
      known._revision.value = told.revision;
      this.saved = sent;
      history.replaceState(history.state, "", told.address);
      if (!this.changed) removeText(this.tab).catch(() => {});
      this.other = told.beside;
      const { text, trouble } = describeAnswer(told, this.describeMissing());
      this.showState(text, trouble);
    }
    this.answers.dispatchEvent(new CustomEvent("answer", { detail: told }));
    if (this.changed) this.noteChange();
  }

  // A session may have been opened again in another tab: its token is new.
  async renewToken() {
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

  async takeRefusal(status, after) {
    await this.storeHere();
    this.showTrouble(nameRefusal(status));
    if (this.trouble === "later") {
      this.planSave(1000 * (Number(after) || 15));
    }
    return false;
  }

  // No answer: the network is away.
  async takeSilence() {
    await this.storeHere();
    this.showTrouble(this.helpless ? "lost" : "away");
    this.planSave(AGAIN_MS);
    return false;
  }

  showTrouble(trouble) {
    this.showState(messages[trouble], trouble);
    if (trouble === "ended") {
      const back = encodeURIComponent(location.pathname + location.search);
      const link = createElement("a", { href: `/login?next=${back}`, target: "_blank" });
      link.textContent = messages.enter;
      this.shown.append(" ", link);
    }
  }

  // Eyes see every change; ears hear the first time and what is not as usual.
  showState(text, trouble) {
    const back = isOver(this.trouble, trouble);
    const { address, words } = this.other ?? {};
    const link = this.other ? [" ", createElement("a", { href: address }, words)] : [];
    const wanted = this.other ? `${text} ${words}` : text;
    if (this.shown.textContent !== wanted) this.shown.replaceChildren(text, ...link);
    this.shown.classList.toggle("saved--warn", trouble !== "");
    if (trouble !== this.trouble || !this.spoke) announce(back ? messages.back : text);
    this.spoke = true;
    this.trouble = trouble;
  }

  // Before the form is sent: the draft has it all, and nothing comes after it.
  // Gives false when there is no network: the form must not be sent.
  async finishSaving() {
    await this.busy;
    if (this.changed) await this.saveDraft();
    clearTimeout(this.later);
    if (this.changed && ["away", "lost"].includes(this.trouble)) {
      this.showState(messages.wait, this.trouble);
      announce(messages.wait);
      this.planSave(AGAIN_MS);
      return false;
    }
    this.stopped = true;
    return true;
  }

  // The page stays after all.
  restart() {
    this.stopped = false;
    this.noteChange();
  }
}

// Gives the pairs of a form that a draft keeps: neither files nor what is of one sending.
export const selectPairs = (pairs) =>
  pairs.filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));

// Gives what is compared to know whether a text changed: all that people type.
export const signPairs = (pairs) =>
  JSON.stringify(pairs.filter(([name]) => !name.startsWith("_")));

export function buildBody(pairs, token, order, extra) {
  const body = new URLSearchParams(pairs);
  const set = { csrf_token: token, _do: order, ...extra };
  for (const [name, value] of Object.entries(set)) body.set(name, value);
  return body.toString();
}

// Gives how long to wait for a text that is changed since then: until the typing
// rests, and not for ever.
export const computeWait = (since, now) =>
  Math.max(0, Math.min(REST_MS, since + MOST_MS - now));

// Gives the trouble that a refusal is, "later" when trying again may help.
export const nameRefusal = (status) => REFUSALS[status] ?? "later";

export const isOver = (trouble, next) => PASSING.includes(trouble) && !next;

// Gives what to show of an answer, with what the draft does not hold yet.
export const describeAnswer = ({ said, apart }, missing) => ({
  text: missing ? `${said}. ${missing}` : said,
  trouble: apart ? "apart" : missing && "file",
});

// Says whether something in the form is not as the server wrote it: the browser
// gives back what was typed when one comes back to a page.
const hasUnsentText = (form) =>
  [...form.elements].some(differsFromPage) || "changed" in form.dataset;

export function differsFromPage(control) {
  if (control.type === "hidden" || control.disabled) return false;
  if ("checked" in control && ["radio", "checkbox"].includes(control.type)) {
    return control.checked !== control.defaultChecked;
  }
  if (control.options) {
    return [...control.options].some((one) => one.selected !== one.defaultSelected) &&
      [...control.options].some((one) => one.defaultSelected);
  }
  return "defaultValue" in control && control.value !== control.defaultValue;
}

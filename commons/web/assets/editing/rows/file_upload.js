// Sends files as soon as they are chosen, or images as soon as they are pasted or
// dropped onto a text: the server takes them in as it does without scripts, and
// the draft holds them from then on. What could not be sent stays chosen.
import { announce, createElement, fillMessage, messages } from "../../widgets/messages.js";
import { Refused, refreshRows } from "./refresh_rows.js";

const IMAGES = "images.upload";

// Gives what waits until nothing is on its way: whether the form may be sent.
export function uploadFiles(form, autosave, enhance) {
  const sender = new FileSender(form, autosave, enhance);
  const sendAgain = () =>
    sender.away && listWaiting(form).forEach((one) => sender.sendFiles(one));
  form.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.files.length) sender.sendFiles(target);
  });
  addEventListener("online", sendAgain);
  autosave.answers.addEventListener("answer", sendAgain);
  autosave.describeMissing = () => describeWaiting(form);
  addEventListener("beforeunload", (event) => {
    if (!autosave.stopped && listWaiting(form).length) event.preventDefault();
  });
  takePastedImages(form, (control) => sender.sendFiles(control));
  showSendButtons(form);
  return () => sender.finishSending();
}

class FileSender {
  constructor(form, autosave, enhance) {
    Object.assign(this, { form, autosave, enhance });
    this.going = new Map(); // id of a control -> what sends its files
    this.away = false; // whether the network was missing the last time
  }

  sendFiles({ id }) {
    if (!this.going.has(id)) {
      this.going.set(id, this.sendOneByOne(id).finally(() => this.going.delete(id)));
    }
    return this.going.get(id);
  }

  async sendOneByOne(id) {
    for (;;) {
      const control = document.getElementById(id);
      const file = control?.files[0];
      if (!file || !(await this.sendFile(control, file))) break;
      const still = document.getElementById(id); // it may have been made again
      if (still) unchooseFile(still, file);
    }
    showSendButtons(this.form);
  }

  async sendFile({ id, name, accept }, file) {
    const told = { name: file.name };
    this.showProgress(id, fillMessage(messages.sending, told));
    try {
      const wish = { order: "resume", files: [[name, await reduce(file)]] };
      const { faults } = await refreshRows(this.form, this.enhance, wish);
      this.away = false;
      const why = faults.join(" ");
      const done = accept ? messages.sentimage : messages.sent;
      this.showProgress(id, why ? tellRefusal(file.name, why) : fillMessage(done, told), why, told);
      this.autosave.noteChange();
      return true;
    } catch (error) {
      this.away = !(error instanceof Refused);
      const text = this.away ? messages.offline : messages.unsent;
      const why = error.message;
      this.showProgress(id, fillMessage(text, { ...told, why }), true, told);
      return false;
    }
  }

  // All of it beside the control; what has ended in a few words in the bar too.
  showProgress(id, text, wrong = false, told = null) {
    const brief = told ? fillMessage(wrong ? messages.refused : messages.sent, told) : text;
    const short = wrong && this.away ? describeWaiting(this.form) : brief;
    this.autosave.showState(short, wrong ? "file" : "");
    showBeside(document.getElementById(id), text, wrong);
  }

  async finishSending() {
    await Promise.all(this.going.values());
    if (this.away) {
      await Promise.all(listWaiting(this.form).map((one) => this.sendFiles(one)));
    }
    if (!this.away || !listWaiting(this.form).length) return true;
    this.autosave.showState(describeWaiting(this.form), "file");
    announce(describeWaiting(this.form));
    return false;
  }
}

// What makes an image smaller comes when there is one; without it, the image goes as it is.
async function reduce(file) {
  if (!file.type.startsWith("image/")) return file;
  const made = import("./image_reduction.js").then((one) => one.reduceImage(file));
  return made.catch(() => file);
}

// What the server says of a file names the file; else it is named before.
export function tellRefusal(name, why) {
  const quote = why.slice(0, why.indexOf(name)).search(/[«“][\s\u00a0]*$/);
  return quote < 0 ? fillMessage(messages.unsent, { name, why }) : why.slice(quote);
}

const listWaiting = (form) =>
  [...form.querySelectorAll("input[type=file]")].filter((one) => one.files.length);

const describeWaiting = (form) =>
  nameFiles(listWaiting(form).flatMap((one) => [...one.files]));

// Gives the sentence that names files which are not sent yet, "" without any.
export function nameFiles(files) {
  const names = files.map((file) => file.name).join(", ");
  return files.length ? fillMessage(messages.unsentyet, { names }) : "";
}

// The button that sends what is chosen is of use only for what could not be sent.
function showSendButtons(form) {
  for (const around of form.querySelectorAll(".attach")) {
    const chosen = [...around.querySelectorAll("input[type=file]")];
    around.querySelector("button").parentElement.hidden = chosen.every(
      (control) => !control.files.length,
    );
  }
}

// What is pasted joins what is chosen: it goes the same way, and stays likewise.
function takePastedImages(form, send) {
  const take = (event, given) => {
    const control = form.querySelector(`[name="${IMAGES}"][multiple]`);
    const images = selectImages([...(given ?? [])]);
    if (event.defaultPrevented || !control || !images.length) return;
    if (!event.target.closest("textarea")) return;
    event.preventDefault();
    chooseFiles(control, [...control.files, ...images]);
    send(control);
  };
  form.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
  form.addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
}

export const selectImages = (files) => files.filter((file) => file.type.startsWith("image/"));

function chooseFiles(control, files) {
  const bag = new DataTransfer();
  for (const file of files) bag.items.add(file);
  control.files = bag.files;
}

function unchooseFile(control, sent) {
  const files = [...control.files];
  const left = withoutFile(files, sent);
  if (left.length < files.length) chooseFiles(control, left);
}

// Gives the files without the first that is the one sent.
export function withoutFile(files, sent) {
  const at = files.findIndex(
    (file) =>
      file.name === sent.name &&
      file.size === sent.size &&
      file.lastModified === sent.lastModified,
  );
  return files.filter((_, place) => place !== at);
}

// For eyes beside the control, for ears at once.
function showBeside(control, text, wrong) {
  announce(text);
  if (!control) return;
  const around = control.parentElement;
  let told = around.querySelector("[data-told]");
  if (!told) {
    told = createElement("p", { "data-told": "", "data-aid": "" });
    control.after(told);
  }
  told.className = wrong ? "field__error" : "field__help";
  told.textContent = text;
}

// Sends files as soon as they are chosen, or images as soon as they are pasted or
// dropped onto a text: the server takes them in as it does without scripts, and
// the draft holds them from then on. What could not be sent stays chosen.
import { Refused, renew } from "./refresh_rows.js";
import { announce, make, put, words } from "./messages.js";

const IMAGES = "images.upload";

// Gives what waits until nothing is on its way: whether the form may be sent.
export function files(form, keeper, enhance) {
  const sender = new Sender(form, keeper, enhance);
  const again = () => sender.away && waiting(form).forEach((one) => sender.send(one));
  form.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.files.length) sender.send(target);
  });
  addEventListener("online", again);
  keeper.told.addEventListener("told", again);
  keeper.lack = () => names(form);
  addEventListener("beforeunload", (event) => {
    if (!keeper.stopped && waiting(form).length) event.preventDefault();
  });
  pasted(form, (control) => sender.send(control));
  offer(form);
  return () => sender.settle();
}

class Sender {
  constructor(form, keeper, enhance) {
    Object.assign(this, { form, keeper, enhance });
    this.going = new Map(); // id of a control -> what sends its files
    this.away = false; // whether the network was missing the last time
  }

  send({ id }) {
    if (!this.going.has(id)) {
      this.going.set(id, this.sendAll(id).finally(() => this.going.delete(id)));
    }
    return this.going.get(id);
  }

  async sendAll(id) {
    for (;;) {
      const control = document.getElementById(id);
      const file = control?.files[0];
      if (!file || !(await this.bring(control, file))) break;
      const still = document.getElementById(id); // it may have been made again
      if (still) leave(still, file);
    }
    offer(this.form);
  }

  async bring({ id, name, accept }, file) {
    const told = { name: file.name };
    this.say(id, put(words.sending, told));
    try {
      const wish = { order: "resume", files: [[name, file]] };
      const { faults } = await renew(this.form, this.enhance, wish);
      this.away = false;
      const why = faults.join(" ");
      if (why) this.say(id, put(words.unsent, { ...told, why }), true);
      else this.say(id, put(accept ? words.sentimage : words.sent, told));
      this.keeper.typed();
      return true;
    } catch (error) {
      this.away = !(error instanceof Refused);
      const text = this.away ? words.offline : words.unsent;
      this.say(id, put(text, { ...told, why: error.message }), true);
      return false;
    }
  }

  say(id, text, wrong = false) {
    const short = wrong && this.away ? names(this.form) : text;
    this.keeper.say(short, wrong ? "file" : "");
    tell(document.getElementById(id), text, wrong);
  }

  async settle() {
    await Promise.all(this.going.values());
    if (this.away) await Promise.all(waiting(this.form).map((one) => this.send(one)));
    if (!this.away || !waiting(this.form).length) return true;
    this.keeper.say(names(this.form), "file");
    announce(names(this.form));
    return false;
  }
}

const waiting = (form) =>
  [...form.querySelectorAll("input[type=file]")].filter((one) => one.files.length);

function names(form) {
  const all = waiting(form).flatMap((one) => [...one.files].map((file) => file.name));
  return all.length ? put(words.unsentyet, { names: all.join(", ") }) : "";
}

// The button that sends what is chosen is of use only for what could not be sent.
function offer(form) {
  for (const around of form.querySelectorAll(".attach")) {
    const control = around.querySelector("input[type=file]");
    around.querySelector("button").parentElement.hidden = !control.files.length;
  }
}

// What is pasted joins what is chosen: it goes the same way, and stays likewise.
function pasted(form, send) {
  const take = (event, given) => {
    const control = form.elements[IMAGES];
    const found = [...(given ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!control || !found.length || !event.target.closest("textarea")) return;
    event.preventDefault();
    hold(control, [...control.files, ...found]);
    send(control);
  };
  form.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
  form.addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
}

function hold(control, list) {
  const bag = new DataTransfer();
  for (const file of list) bag.items.add(file);
  control.files = bag.files;
}

function leave(control, sent) {
  const at = [...control.files].findIndex(
    (file) =>
      file.name === sent.name &&
      file.size === sent.size &&
      file.lastModified === sent.lastModified,
  );
  if (at >= 0) hold(control, [...control.files].filter((_, place) => place !== at));
}

// For eyes beside the control, for ears at once.
function tell(control, text, wrong) {
  announce(text);
  if (!control) return;
  const around = control.parentElement;
  let told = around.querySelector("[data-told]");
  if (!told) {
    told = make("p", { "data-told": "", "data-aid": "" });
    control.after(told);
  }
  told.className = wrong ? "field__error" : "field__help";
  told.textContent = text;
}

// Sends files as soon as they are chosen, or images as soon as they are pasted or
// dropped onto a text: the server takes them in as it does without scripts, and
// the draft holds them from then on. What could not be sent stays chosen.
import { Refused, renew } from "./renew.js";
import { announce, make, put, words } from "./words.js";

const IMAGES = "images.upload";

// Gives what waits until nothing is on its way: whether the form may be sent.
export function files(form, keeper, enhance) {
  const going = new Map(); // id of a control -> what sends its files
  let away = false;

  const send = (control) => {
    const { id } = control;
    if (!going.has(id)) {
      const sending = sendAll(id).finally(() => going.delete(id));
      going.set(id, sending);
    }
    return going.get(id);
  };

  const sendAll = async (id) => {
    for (;;) {
      const control = document.getElementById(id);
      const file = control?.files[0];
      if (!file || !(await bring(control, file))) break;
      const still = document.getElementById(id);
      if (still) leave(still, file);
    }
    offer(form);
  };

  const bring = async (control, file) => {
    const { id, accept } = control;
    const { name } = file;
    const say = (text, wrong = false) => {
      keeper.say(wrong && away ? names(form) : text, wrong ? "file" : "");
      tell(document.getElementById(id), text, wrong);
    };
    say(put(words.sending, { name }));
    try {
      const wish = { order: "resume", files: [[control.name, file]] };
      const { faults } = await renew(form, enhance, wish);
      away = false;
      if (faults.length) say(put(words.unsent, { name, why: faults.join(" ") }), true);
      else say(put(accept ? words.sentimage : words.sent, { name }));
      keeper.typed();
      return true;
    } catch (error) {
      away = !(error instanceof Refused);
      const text = away ? words.offline : put(words.unsent, { why: error.message });
      say(put(text, { name }), true);
      return false;
    }
  };

  const again = () => away && waiting(form).forEach(send);
  form.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.files.length) send(target);
  });
  addEventListener("online", again);
  keeper.told.addEventListener("told", again);
  keeper.lack = () => names(form);
  addEventListener("beforeunload", (event) => {
    if (!keeper.stopped && waiting(form).length) event.preventDefault();
  });
  pasted(form, send);
  offer(form);

  return async () => {
    await Promise.all(going.values());
    if (away) await Promise.all(waiting(form).map(send));
    if (!away || !waiting(form).length) return true;
    keeper.say(names(form), "file");
    announce(names(form));
    return false;
  };
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

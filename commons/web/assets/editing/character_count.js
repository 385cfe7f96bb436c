// data-limit: the most characters; data-left and data-over: words with "{n}".
// Nothing is cut.

export function count(root) {
  for (const control of root.querySelectorAll("[data-limit]")) counted(control);
}

function counted(control) {
  const shown = document.createElement("p");
  shown.className = "field__count";
  const announced = document.createElement("p");
  announced.className = "unseen";
  announced.setAttribute("role", "status");
  shown.dataset.aid = announced.dataset.aid = "";
  const limit = Number(control.dataset.limit);
  let later = 0;

  const tell = () => {
    const left = limit - [...control.value].length;
    const words = left < 0 ? control.dataset.over : control.dataset.left;
    shown.textContent = words.replace("{n}", Math.abs(left));
    shown.hidden = left > limit / 2;
    shown.classList.toggle("field__error", left < 0);
    return left;
  };
  control.addEventListener("input", () => {
    const left = tell();
    clearTimeout(later);
    // Ears hear it once the typing rests, and only near the end.
    later = setTimeout(() => {
      announced.textContent = left < limit / 10 ? shown.textContent : "";
    }, 1000);
  });
  tell();
  (control.closest("text-expander") ?? control).after(shown, announced);
}

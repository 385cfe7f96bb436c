// For the pages where people write: warns before work is lost, and counts.

for (const form of document.querySelectorAll("form[data-guarded]")) {
  let changed = form.dataset.guarded === "changed";
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// data-limit: the most characters; data-left and data-over: words with "{n}".
for (const control of document.querySelectorAll("[data-limit]")) {
  const count = document.createElement("p");
  count.className = "field__count";
  const announced = document.createElement("p");
  announced.className = "unseen";
  announced.setAttribute("role", "status");
  const limit = Number(control.dataset.limit);
  let later = 0;

  const tell = () => {
    const left = limit - [...control.value].length;
    const words = left < 0 ? control.dataset.over : control.dataset.left;
    count.textContent = words.replace("{n}", Math.abs(left));
    count.hidden = left > limit / 2;
    count.classList.toggle("field__error", left < 0);
    return left;
  };
  control.addEventListener("input", () => {
    const left = tell();
    clearTimeout(later);
    // Ears hear it once the typing rests, and only near the end.
    later = setTimeout(() => {
      announced.textContent = left < limit / 10 ? count.textContent : "";
    }, 1000);
  });
  tell();
  control.after(count, announced);
}

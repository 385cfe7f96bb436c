// data-limit: the most characters; data-left and data-over: words with "{n}".
// Nothing is cut.

export function countCharacters(root) {
  for (const control of root.querySelectorAll("[data-limit]")) showCount(control);
}

// Gives how many characters may still be typed, below 0 when there are too many.
// A character is what the server counts as one: an emoji is one, and not two.
export const countLeft = (text, limit) => limit - [...text].length;

// Gives the words for what is left, and whether they are of use yet.
export function describeCount(left, limit, words) {
  const wrong = left < 0;
  return {
    text: (wrong ? words.over : words.left).replace("{n}", Math.abs(left)),
    wrong,
    hidden: left > limit / 2,
    announced: left < limit / 10, // ears hear it only near the end
  };
}

function showCount(control) {
  const shown = document.createElement("p");
  shown.className = "field__count";
  const announced = document.createElement("p");
  announced.className = "unseen";
  announced.setAttribute("role", "status");
  shown.dataset.aid = announced.dataset.aid = "";
  const limit = Number(control.dataset.limit);
  let later = 0;

  const update = () => {
    const told = describeCount(countLeft(control.value, limit), limit, control.dataset);
    shown.textContent = told.text;
    shown.hidden = told.hidden;
    shown.classList.toggle("field__error", told.wrong);
    return told;
  };
  control.addEventListener("input", () => {
    const told = update();
    clearTimeout(later);
    // Ears hear it once the typing rests.
    later = setTimeout(() => {
      announced.textContent = told.announced ? shown.textContent : "";
    }, 1000);
  });
  update();
  (control.closest("text-expander") ?? control).after(shown, announced);
}

// Enter in a field of one line goes on to the next field, and never sends the form.

const FIELDS = "input:not([type=hidden], [type=file]), textarea, select";
const LINES = "input:not([type=hidden], [type=file], [type=checkbox], [type=radio])";

export function stayInForm(form) {
  form.addEventListener("keydown", (event) => {
    if (!goesOn(event) || !event.target.matches?.(LINES)) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll(FIELDS)].filter((one) => one.checkVisibility());
    followingField(fields, event.target)?.focus();
  });
}

// Whether a key is Enter alone, and nobody took it for something else.
export const goesOn = (event) =>
  event.key === "Enter" &&
  !event.defaultPrevented &&
  !event.isComposing &&
  !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);

// Gives the field after one, undefined after the last.
export const followingField = (fields, field) => fields[fields.indexOf(field) + 1];

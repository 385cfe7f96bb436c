// What is pasted from a text processor keeps its headings, lists, bold, links and
// tables. What makes Markdown of it is loaded when it is first needed.

const MAY_HAVE_MARKS =
  /<(?:h[1-6]|li|b|strong|i|em|del|s|a|table|blockquote)\b|font-(?:weight|style)|mso-list/i;

// `source` is the address of html_to_markdown.js.
export function pasteAsMarkdown(form, source) {
  form.addEventListener("paste", (event) => {
    const text = event.target.closest?.("textarea[data-marks=text]");
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!text || event.defaultPrevented || !mayHaveMarks(html)) return;
    event.preventDefault();
    const plain = event.clipboardData.getData("text/plain");
    import(source)
      .then(({ convertPasted }) => convertPasted(html))
      .catch(() => "") // without network, or with what it cannot read
      .then((markdown) => insertText(text, markdown || plain));
  });
}

// Whether HTML may say more than its plain text.
export const mayHaveMarks = (html) => MAY_HAVE_MARKS.test(html);

// As if it had been typed, so that the browser can take it back.
function insertText(text, words) {
  text.focus();
  if (document.execCommand("insertText", false, words)) return;
  text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// Asks before a page with a long form is left while something typed in it is not saved. Sending that form never asks.
// Without this file, or without JavaScript, pages are left as ever.

const forms = [...document.querySelectorAll("main form[method=post]")];
// A form that is shown again with what was typed, as after a preview, is not saved either.
const typed = new Set(forms.filter(form => form.dataset.unsaved || form.querySelector("[aria-invalid=true]")));
for (const form of forms) {
  form.addEventListener("input", () => typed.add(form));
  form.addEventListener("submit", () => typed.delete(form));
}
addEventListener("beforeunload", event => {
  if (typed.size > 0) event.preventDefault();
});

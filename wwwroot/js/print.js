// Shows the buttons that print the page and the fields for who signs it, and lets them. Without this file, or without JavaScript, they
// stay hidden: browsers print by themselves.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A name that is typed here is on this page alone: it is no form's field.
for (const fields of document.querySelectorAll("[data-signs]")) {
  fields.hidden = false;
  fields.addEventListener("input", event => {
    for (const line of document.querySelectorAll(`[data-signed="${event.target.id}"]`)) line.textContent = event.target.value;
  });
}

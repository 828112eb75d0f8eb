// Shows the buttons that print the page, and lets them. Without this file, or without JavaScript, they stay hidden: browsers print by themselves.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

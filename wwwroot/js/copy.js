// Shows the buttons that copy an address, where the browser lets a page copy. Without this file the address stands there as text.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break;
  const foot = button.closest("footer");
  const answer = foot.querySelector("[role=status]");
  button.hidden = false;
  foot.classList.add("copies");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      answer.textContent = "The link is copied.";
    } catch {
      answer.textContent = "The browser does not let this page copy. Here is the address.";
      foot.classList.remove("copies");
    }
  });
}

// Keeps the preview beside the form as a challenge, an announcement, a page or an article is written, on screens that have room for both.
// Without this file, or without JavaScript, the button Preview shows it.
import { renderMarked } from "./maths.js";

const form = document.querySelector("form.author");
const place = document.querySelector("#live");
// As in staff.css.
const wide = matchMedia("(min-width: 64rem)");

// Milliseconds without typing until the server is asked.
const pause = 900;
let timer, asked, shown;

// What is typed, without a chosen picture: that is sent by its own button.
function fields() {
  const data = new FormData(form);
  data.delete("file");
  data.set("do", "preview");
  return new URLSearchParams(data);
}

// Whoever tries an answer stays in its field.
function show(next) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const selection = focused?.type === "text" ? [focused.selectionStart, focused.selectionEnd] : null;
  const top = place.scrollTop;
  place.replaceChildren(...next.childNodes);
  renderMarked(place);
  nameFaults();
  place.scrollTop = top;
  if (!focused?.id) return;
  const again = document.getElementById(focused.id);
  again?.focus({ preventScroll: true });
  if (selection) again?.setSelectionRange(...selection);
}

// What KaTeX refuses stays as it was typed, for readers too: the author is told which formulas, and why.
function nameFaults() {
  const faults = place.querySelectorAll("#preview .maths-fault");
  const heading = place.querySelector("#preview h2");
  if (faults.length === 0 || !heading) return;
  const [notice, title, list] = ["div", "h3", "ul"].map((name) => document.createElement(name));
  notice.className = "notice";
  title.textContent = faults.length === 1 ? "This formula is shown as you typed it" : "These formulas are shown as you typed them";
  for (const fault of [...faults].slice(0, 10)) {
    const [line, source] = ["li", "code"].map((name) => document.createElement(name));
    source.textContent = fault.textContent;
    line.append(source, ": ", fault.title.replace(/^KaTeX parse error: | at (position|end of input).*$/gs, ""));
    list.append(line);
  }
  notice.append(title, list);
  heading.after(notice);
}

async function look() {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const response = await fetch(place.dataset.preview, { method: "POST", body: fields(), signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = page.querySelector("#live");
    // Busy, signed out meanwhile, a mistake: the last preview stays, and the form's buttons say what is wrong.
    if (signal.aborted || !response.ok || !next?.querySelector("#preview") || next.innerHTML === shown) return;
    shown = next.innerHTML;
    show(next);
  } catch (problem) {
    if (problem.name !== "AbortError" && !(problem instanceof TypeError)) throw problem;
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  // An answer to an older text is not shown.
  asked?.abort();
  if (wide.matches) timer = setTimeout(look, pause);
});
addEventListener("pagehide", () => asked?.abort());
nameFaults();
if (wide.matches && !document.querySelector("#preview")) look();
wide.addEventListener("change", () => {
  if (wide.matches) look();
});

// Whoever types a time for opening means it, and whoever chooses "now" after that means now.
const release = form.querySelector("input[name=release]");
release?.addEventListener("input", () => {
  const at = form.querySelector("input[name=publish][value=at]");
  if (at && release.value !== "") at.checked = true;
});
for (const choice of form.querySelectorAll("input[name=publish]:not([value=at])"))
  choice.addEventListener("change", () => (release.value = ""));

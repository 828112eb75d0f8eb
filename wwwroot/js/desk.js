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

// Only the typesetting finds a formula that is not TeX: it joins what the server has found worth a look.
function tellFaults() {
  const preview = document.querySelector("#preview");
  const faults = new Map([...(preview?.querySelectorAll(".maths-fault") ?? [])].map(fault => [fault.textContent, fault.title]));
  if (faults.size === 0) return;
  const make = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });
  let notice = preview.querySelector(":scope > .notice");
  if (!notice) {
    notice = make("div");
    notice.className = "notice";
    notice.append(make("h3", "Worth a look"), make("ul"));
    preview.querySelector("h2").after(notice);
  }
  for (const [typed, why] of [...faults].slice(0, 10)) {
    const line = make("li");
    const reason = why.replace(/^KaTeX parse error: | at (position|end of input).*$/gs, "");
    line.append("Readers see this formula as it is typed, because it is not quite TeX: ", make("code", typed),
      reason ? ` (${reason})` : "");
    notice.querySelector("ul").append(line);
  }
}

// Whoever tries an answer stays in its field.
function show(next) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const selection = focused?.type === "text" ? [focused.selectionStart, focused.selectionEnd] : null;
  const top = place.scrollTop;
  place.replaceChildren(...next.childNodes);
  renderMarked(place);
  tellFaults();
  place.scrollTop = top;
  if (!focused?.id) return;
  const again = document.getElementById(focused.id);
  again?.focus({ preventScroll: true });
  if (selection) again?.setSelectionRange(...selection);
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
tellFaults();
addEventListener("pagehide", () => asked?.abort());
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

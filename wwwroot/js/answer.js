// Makes answer fields quicker to use: how an answer is read while it is typed, one sending at a time, the time that is left, and a maths
// keyboard.
// Without this file, or without JavaScript, the same forms preview and submit with their two buttons.

import "./countdown.js";
import { offerKeys } from "./keys.js";

// Milliseconds: without typing until an answer is read, and without an answer of the server until a form can be sent again.
const pause = 600, patience = 5000;

function show(region, answer) {
  region.replaceChildren();
  if (!answer) return;
  if (!answer.ok) {
    region.textContent = answer.sentence;
    return;
  }
  const maths = document.createElement("span");
  maths.className = "formula-read";
  maths.setAttribute("aria-hidden", "true");
  // MathML that the server has written and looked through; see Pages/ReadMaths.cs.
  maths.innerHTML = answer.mathml;
  const words = document.createElement("span");
  words.className = "words";
  words.textContent = answer.words;
  region.append("Read as ", maths, " ", words);
}

// Asks how the text is read once nobody has typed for a moment. An answer to an older text is not shown.
function readLive(form, input, region) {
  let timer, asked;
  const read = async () => {
    clearTimeout(timer);
    asked?.abort();
    if (input.value.trim() === "") return show(region, null);
    asked = new AbortController();
    try {
      const response = await fetch(form.dataset.preview, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({
          part: form.elements.part.value,
          answer: input.value,
          signed_in_as: form.elements.signed_in_as.value,
        }),
        signal: asked.signal,
      });
      const said = await response.json();
      // Signed out meanwhile, or somebody else signed in: better known before the answer is sent.
      const isRefused = response.status === 403 || response.status === 409;
      show(region, response.ok ? said : isRefused ? { ok: false, sentence: said.detail } : null);
    } catch (problem) {
      // Offline, or asked again in the meantime: the two buttons still work.
      if (problem.name !== "AbortError") show(region, null);
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked?.abort();
    timer = setTimeout(read, pause);
  });
  form.querySelector("button[formaction]").addEventListener("click", event => {
    event.preventDefault();
    read();
  });
}

// A form is sent once. It can be sent again after some seconds, because no event tells that the sending was stopped or that the network
// failed, and when somebody comes back to the page. (The server counts a form once in any case.)
function sendOnce(form) {
  const buttons = form.querySelectorAll("button");
  let timer;
  const makeReady = () => {
    clearTimeout(timer);
    delete form.dataset.sent;
    buttons.forEach(button => button.removeAttribute("aria-disabled"));
  };
  form.addEventListener("submit", event => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    buttons.forEach(button => button.setAttribute("aria-disabled", "true"));
    timer = setTimeout(makeReady, patience);
  });
  addEventListener("pageshow", makeReady);
}

// The verdict is what somebody who listens wants first: it takes the focus that the page's address gives to its part.
function focusVerdict(said) {
  const part = said.closest(".part");
  part.addEventListener("focus", () => said.focus());
  if (document.activeElement === part || location.hash === `#${part.id}`) said.focus();
}

// Whoever has chosen the maths keyboard has it at every field, until the window is closed or they put it away.
const choice = "maths-keyboard";
const isRemembered = () => {
  try {
    return sessionStorage.getItem(choice) !== null;
  } catch {
    return false;
  }
};
const remember = isChosen => {
  try {
    if (isChosen) sessionStorage.setItem(choice, "1");
    else sessionStorage.removeItem(choice);
  } catch {
    // A browser that keeps nothing: it is chosen anew on the next page.
  }
};

async function openKeyboard(form, input) {
  const { MathfieldElement } = await import(new URL("../mathlive/mathlive.min.mjs", import.meta.url));
  MathfieldElement.fontsDirectory = new URL("../katex/fonts", import.meta.url).href;
  MathfieldElement.soundsDirectory = null;
  MathfieldElement.plonkSound = null;
  const field = new MathfieldElement();
  field.mathModeSpace = "\\:";
  field.mathVirtualKeyboardPolicy = "manual";
  field.setAttribute("aria-label", form.querySelector(`label[for="${input.id}"]`).textContent.replace(/\s+/g, " ").trim());
  field.setAttribute("aria-describedby", input.getAttribute("aria-describedby") ?? "");
  input.after(field);
  input.hidden = true;
  field.menuItems = [];
  field.setValue(input.value, { format: input.value.includes("\\") ? "latex" : "ascii-math", silenceNotifications: true });
  field.addEventListener("input", () => {
    input.value = field.value;
    input.dispatchEvent(new Event("input"));
  });
  field.addEventListener("keydown", event => {
    if (event.key === "Enter") form.requestSubmit(form.querySelector("button:not([formaction], [type=button])"));
  });
  field.addEventListener("focusin", () => showKeyboard(form));
  return field;
}

// The keys that a school needs, eight a row, which is what a phone is wide enough for; each with the name that is read aloud.
const keyRows = [
  [["[7]", "7"], ["[8]", "8"], ["[9]", "9"], ["[/]", "divided by"], [{ latex: "\\frac{#@}{#?}" }, "fraction"],
    [{ latex: "\\sqrt{#0}" }, "square root"], ["x", "x"], ["y", "y"]],
  [["[4]", "4"], ["[5]", "5"], ["[6]", "6"], ["[*]", "times"], [{ latex: "#@^2" }, "to the power 2"], [{ latex: "#@^{#?}" }, "power"],
    ["(", "open bracket"], [")", "close bracket"]],
  [["[1]", "1"], ["[2]", "2"], ["[3]", "3"], ["[-]", "minus"], ["=", "equals"], [{ latex: "\\pm" }, "plus or minus"],
    [{ latex: "\\lt" }, "less than"], [{ latex: "\\gt" }, "greater than"]],
  [["[0]", "0"], ["[.]", "decimal point"], [",", "comma"], ["[+]", "plus"], [{ latex: "\\pi" }, "pi"],
    [{ latex: "^{\\circ}" }, "degrees"], [{ latex: "\\le" }, "at most"], [{ latex: "\\ge" }, "at least"]],
  [["[undo]", "undo"], ["[left]", "left"], ["[right]", "right"], [{ label: "[backspace]", width: 1.5 }, "delete"],
    [{ label: "[hide-keyboard]", width: 1.5 }, "hide the keyboard"]],
];

function nameKeys(keys) {
  keys.querySelectorAll(".MLK__layer:first-of-type .MLK__row").forEach((row, y) => [...row.children].forEach((key, x) => {
    key.setAttribute("role", "button");
    key.setAttribute("aria-label", keyRows[y]?.[x]?.[1] ?? key.textContent);
  }));
}

function showKeyboard(form) {
  const keyboard = window.mathVirtualKeyboard;
  if (keyboard.visible) return;
  keyboard.layouts = [{ label: "123", rows: keyRows.map(row => row.map(([key]) => key)) }, "symbols", "alphabetic", "greek"];
  // What the keyboard would cover can be scrolled to.
  keyboard.ongeometrychange = () => (document.body.style.paddingBottom = `${keyboard.boundingRect.height}px`);
  keyboard.show();
  // It stands outside the main part, so it says by itself what it is.
  const keys = document.querySelector(".ML__keyboard");
  keys?.setAttribute("role", "region");
  keys?.setAttribute("aria-label", "Maths keyboard");
  if (keys) nameKeys(keys);
  form.scrollIntoView({ block: "start" });
}

function offerKeyboard(form, input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "secondary";
  button.textContent = "Maths keyboard";
  button.setAttribute("aria-pressed", "false");
  let field = null;
  const open = async () => {
    button.disabled = true;
    try {
      field = await openKeyboard(form, input);
    } catch {
      // It could not be fetched: the plain field is still there.
    }
    button.disabled = false;
    button.setAttribute("aria-pressed", String(field !== null));
  };
  const close = () => {
    window.mathVirtualKeyboard?.hide();
    field.remove();
    field = null;
    input.hidden = false;
    button.setAttribute("aria-pressed", "false");
  };
  button.addEventListener("click", async () => {
    remember(field === null);
    if (field) close();
    else await open();
    (field ?? input).focus();
  });
  form.querySelector(".actions").append(button);
  // An answer from the keyboard is TeX, and nobody should have to read that.
  // Words are typed as words, whatever was chosen for formulas.
  if ((isRemembered() && !form.dataset.words) || input.value.includes("\\")) {
    const wasRefused = input.getAttribute("aria-invalid") === "true";
    open().then(() => {
      if (field && wasRefused) field.focus();
      if (field && isWrong(form)) field.executeCommand("selectAll");
    });
  }
}

const isWrong = form => form.closest(".part").querySelector(".said.wrong") !== null;

for (const form of document.querySelectorAll("form.answer")) {
  sendOnce(form);
  const input = form.querySelector("input[type=text]");
  if (!input) continue;
  // A wrong answer is there to be changed, or to be typed over.
  if (input.value !== "" && isWrong(form)) input.setSelectionRange(0, input.value.length);
  readLive(form, input, form.querySelector(".reading"));
  if (!form.dataset.words) offerKeys(input);
  offerKeyboard(form, input);
}
document.querySelectorAll(".said").forEach(focusVerdict);

// A few signs over a plain answer field that keyboards hide or lack. Without this file the field takes the same answers: sqrt, ^2 and pi.

const keys = [["√", "square root"], ["²", "squared"], ["/", "divided by"], ["π", "pi"], ["(", "opening bracket"], [")", "closing bracket"]];

function insert(input, text) {
  if (input.value.length - (input.selectionEnd - input.selectionStart) + text.length > input.maxLength) return;
  input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// For the keyboard they are one stop, and the arrows go from key to key (ARIA's toolbar).
function walk(bar, event) {
  const buttons = [...bar.children];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
  buttons.forEach(button => (button.tabIndex = button === next ? 0 : -1));
  next.focus();
}

/** Puts the keys before a text field. */
export function offerKeys(input) {
  const bar = document.createElement("div");
  bar.className = "keys";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Signs");
  bar.setAttribute("aria-controls", input.id);
  for (const [sign, name] of keys) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "secondary";
    button.textContent = sign;
    button.setAttribute("aria-label", name);
    button.tabIndex = sign === keys[0][0] ? 0 : -1;
    // A phone's keyboard stays open, because the field keeps the focus.
    button.addEventListener("pointerdown", event => event.preventDefault());
    button.addEventListener("click", event => {
      insert(input, sign);
      // A click that no pointer made is the keyboard's, and its next key may be here too.
      if (event.detail > 0) input.focus();
    });
    bar.append(button);
  }
  bar.addEventListener("keydown", event => walk(bar, event));
  input.before(bar);
}

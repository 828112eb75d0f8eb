// Pictures that are dropped or pasted into the texts of a challenge or an article: each is sent by the form's own upload, and its line
// goes where the cursor is.
// Without this file, or without JavaScript, pictures are chosen and sent below the statement.

const form = document.querySelector("form.author");
const pictures = document.querySelector("#pictures");
const upload = pictures.querySelector("button[value=picture]").formAction.replace(/#.*/, "");

function build(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// Asks what the picture shows, and sends it; the dialog stays until it is sent or put away.
function ask(text, file) {
  const words = build("input", { id: "dropped-alt", type: "text", maxLength: 300, required: true, autocomplete: "off" });
  const problem = build("p", { className: "field-error", id: "dropped-problem" });
  problem.setAttribute("role", "alert");
  words.setAttribute("aria-describedby", "dropped-hint dropped-problem");
  const label = build("label", { htmlFor: words.id, textContent: "What the picture shows" });
  const hint = build("p", { className: "hint", id: "dropped-hint", textContent: "Read aloud to readers who cannot see it." });
  const send = build("button", { textContent: "Put it in" });
  const leave = build("button", { type: "button", className: "secondary", textContent: "Leave it out" });
  const inner = build("form", { method: "dialog" },
    build("div", { className: "field" }, label, hint, problem, words), build("div", { className: "actions" }, send, leave));
  const dialog = build("dialog", { className: "dropped" }, inner);
  dialog.setAttribute("aria-label", "A picture for this text");
  document.body.append(dialog);
  leave.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    text.focus();
  });
  inner.addEventListener("submit", async event => {
    event.preventDefault();
    send.disabled = true;
    const wrong = await put(text, file, words.value.trim());
    send.disabled = false;
    problem.textContent = wrong ?? "";
    if (wrong === null) dialog.close();
  });
  dialog.showModal();
}

// Sends the picture; null if its line is in the text, else what is wrong.
async function put(text, file, alt) {
  const data = new FormData(form);
  data.set("do", "picture");
  data.set("alt", alt);
  data.set("file", file, file.name || "pasted.png");
  let page;
  try {
    const response = await fetch(upload, { method: "POST", body: data });
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return "The picture could not be sent. Is the network there? Try it once more.";
  }
  const now = page.querySelector("#pictures");
  const wrong = page.querySelector("#file-error, #alt-error");
  const sent = now && [...now.querySelectorAll(".picture")].find(one => one.querySelector("img")?.alt === alt);
  if (wrong || !sent) return wrong?.textContent ?? "The picture was not taken. Save your text, and send the picture below it.";
  for (const one of pictures.querySelectorAll(".picture")) one.remove();
  pictures.querySelector(".hint").after(...now.querySelectorAll(".picture"));
  insert(text, sent.querySelector("code").textContent);
  return null;
}

// A picture is a paragraph of its own.
function insert(text, line) {
  const before = text.value.slice(0, text.selectionStart).replace(/\n*$/, match => (text.selectionStart > match.length ? "\n\n" : ""));
  const after = text.value.slice(text.selectionEnd).replace(/^\n*/, "\n\n");
  text.value = `${before}${line}${after}`;
  text.selectionStart = text.selectionEnd = before.length + line.length;
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

const pictureIn = transfer => [...(transfer?.files ?? [])].find(file => file.type.startsWith("image/"));

for (const text of form.querySelectorAll("#statement, #solution, #body")) {
  const take = (event, transfer) => {
    const file = pictureIn(transfer);
    if (!file) return;
    event.preventDefault();
    ask(text, file);
  };
  text.addEventListener("paste", event => take(event, event.clipboardData));
  text.addEventListener("drop", event => take(event, event.dataTransfer));
  text.addEventListener("dragover", event => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}

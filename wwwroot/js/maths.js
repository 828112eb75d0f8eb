// Typesets the TeX of a page: $...$ in a line, $$...$$ on a line of its own. Loaded only by pages that have some.
// Without this file, or without JavaScript, the TeX stays where it is and can be read.

const skipped = "code, pre, kbd, samp, textarea, script, style, .katex, .visually-hidden";
const longestTeX = 4000;

// A dollar after a backslash is a dollar. TeX in a line neither begins nor ends with a space, so that "$5 and $6" is money.
const delimiters = /\\\$|\$\$([^$]+?)\$\$|\$(?!\s)((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)/gs;

function typeset(tex, display, whole) {
  const place = document.createElement(display ? "div" : "span");
  place.className = display ? "maths-display" : "maths";
  try {
    window.katex.render(tex, place,
      { displayMode: display, throwOnError: true, trust: false, strict: "ignore", maxSize: 20, maxExpand: 500 });
    return place;
  } catch (problem) {
    // KaTeX would show the error with a style attribute, which the site's policy forbids; the TeX itself says more to a reader.
    const source = document.createElement("code");
    source.className = "maths-fault";
    source.textContent = whole;
    source.title = problem.message;
    return source;
  }
}

function replace(node) {
  const text = node.data;
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(delimiters)) {
    const [whole, display, inline] = match;
    const tex = display ?? inline;
    if (tex && tex.length > longestTeX) continue;
    parts.push(text.slice(from, match.index));
    from = match.index + whole.length;
    const place = tex ? typeset(tex.trim(), display !== undefined, whole) : "$";
    parts.push(place);
  }
  if (parts.length > 0) node.replaceWith(...parts, text.slice(from));
}

// Up to this many times the size of its letters a formula stays on one line with the mark after it.
const shortest = 8;

// A browser would break the line between a formula and the comma after it, or the bracket before it.
function hold(formula) {
  const [before, after] = [formula.previousSibling, formula.nextSibling];
  const mark = after instanceof Text ? (after.data.match(/^[.,;:!?)\]’”…]+/)?.[0] ?? "") : "";
  const bracket = before instanceof Text ? (before.data.match(/[([‘“]$/)?.[0] ?? "") : "";
  if (mark === "" && bracket === "") return;
  if (formula.getBoundingClientRect().width > shortest * parseFloat(getComputedStyle(formula).fontSize)) {
    // It must be free to break: only its last piece keeps the mark.
    const last = [...formula.querySelectorAll(".katex-base")].at(-1);
    if (!last || mark === "") return;
    after.data = after.data.slice(mark.length);
    last.append(mark);
    return;
  }
  if (bracket !== "") before.data = before.data.slice(0, -1);
  if (mark !== "") after.data = after.data.slice(mark.length);
  const held = document.createElement("span");
  held.className = "nowrap";
  formula.replaceWith(held);
  held.append(bracket, formula, mark);
}

// A formula wider than the page becomes a region that the keyboard can reach and scroll.
function fit(place) {
  const isWide = place.scrollWidth > place.clientWidth + 1;
  place.classList.toggle("maths-scroll", isWide);
  if (isWide) {
    place.tabIndex = 0;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Formula; scroll sideways to see all of it");
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) place.removeAttribute(name);
  }
}

/** Typesets everything below an element; later scripts call it for what they add. */
export function render(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode())
    if (walker.currentNode.data.includes("$") && !walker.currentNode.parentElement.closest(skipped)) nodes.push(walker.currentNode);
  nodes.forEach(replace);
  root.querySelectorAll(".maths").forEach(hold);
  root.querySelectorAll(".maths-display").forEach(fit);
}

/** Typesets what the server has marked as TeX below an element: a dollar in the site's own words is a dollar. */
export function renderMarked(root) {
  for (const place of root.querySelectorAll(".tex, .formula")) {
    render(place);
    hold(place);
  }
}

const main = document.querySelector("main");
renderMarked(main);
new ResizeObserver(() => main.querySelectorAll(".maths-display").forEach(fit)).observe(main);
document.fonts?.ready.then(() => main.querySelectorAll(".maths-display").forEach(fit));

// A poster as large as its sheet has room for: measured once as it will be printed, with the print sheet's own rules.
// Without this file, or without JavaScript, its size goes by the length of the text.
import { fit } from "./fit.js";

const poster = document.querySelector(".poster");
const print = document.querySelector('link[media="print"]');

function measure() {
  if (!print.sheet) return;
  const root = document.documentElement;
  // A sheet's width between its margins, and the height of its poster; all of it before anything is drawn.
  print.sheet.media.mediaText = "all";
  root.classList.add("on-paper");
  const sheet = document.createElement("div");
  sheet.className = "sheet-height";
  poster.after(sheet);
  const most = sheet.getBoundingClientRect().height;
  poster.classList.add("measured");
  fit(poster, 0.35, 1.6, () => poster.getBoundingClientRect().height <= most);
  poster.classList.remove("measured");
  sheet.remove();
  root.classList.remove("on-paper");
  print.sheet.media.mediaText = "print";
}

addEventListener("load", measure);
document.fonts?.ready.then(measure);

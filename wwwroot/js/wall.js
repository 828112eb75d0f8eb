// The wall: fits the page into the screen, which nobody can scroll, and says how long is left. Counted from what the server said, by no
// clock of the screen's.
import { fit } from "./fit.js";

const room = document.querySelector(".wall main .column");

// A phone's visitor scrolls; a screen in a corridor is at least as wide as this.
const narrowest = 736;

function fill() {
  fit(room, 0.4, 1, () => innerWidth < narrowest || document.scrollingElement.scrollHeight <= innerHeight);
}

fill();
addEventListener("load", fill);
addEventListener("resize", fill);
document.fonts?.ready.then(fill);

const line = document.querySelector("[data-left]:not([data-left=''])");
const words = line?.querySelector(".left");
const seconds = Number(line?.dataset.left);
const loaded = performance.now();

const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
const and = (number, thing) => (number === 0 ? "" : ` ${count(number, thing)}`);

function tell() {
  const left = seconds - (performance.now() - loaded) / 1000;
  const minutes = Math.floor(left / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (left <= 0) words.textContent = "It is closed now.";
  else if (days > 0) words.textContent = `${count(days, "day")}${and(hours % 24, "hour")} left`;
  else if (hours > 0) words.textContent = `${count(hours, "hour")}${and(minutes % 60, "minute")} left`;
  else words.textContent = minutes > 0 ? `${count(minutes, "minute")} left` : "Less than a minute left";
}

if (line) {
  tell();
  setInterval(tell, 15_000);
}

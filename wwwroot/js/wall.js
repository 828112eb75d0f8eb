// The wall: says how long is left, beside the instant that the page shows by itself. Counted from what the server said, by no clock of the screen's.
const line = document.querySelector("[data-left]");
const words = line.querySelector(".left");
const seconds = Number(line.dataset.left);
const loaded = performance.now();

const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

function tell() {
  const left = seconds - (performance.now() - loaded) / 1000;
  const minutes = Math.floor(left / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (left <= 0) words.textContent = "It is locked now.";
  else if (days > 0) words.textContent = `${count(days, "day")} ${count(hours % 24, "hour")} left`;
  else if (hours > 0) words.textContent = `${count(hours, "hour")} ${count(minutes % 60, "minute")} left`;
  else words.textContent = minutes > 0 ? `${count(minutes, "minute")} left` : "Less than a minute left";
}

tell();
setInterval(tell, 15_000);

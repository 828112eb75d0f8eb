// The time that is left: written out minute by minute in the last hour, and told once each at ten, five and one minutes.
// Without this file, or without JavaScript, the page says when it ends.

const longest = 86_400_000, lastHour = 60, told = [10, 5, 1];

// The clock is the server's, counted on from when the page came.
function count(place) {
  const ends = performance.now() + Number(place.dataset.left) * 1000;
  const begin = place.dataset.words || "Closes in";
  const line = place.firstElementChild;
  // Only what has to be heard: a reader who listens is not told every minute.
  const voice = document.createElement("p");
  voice.className = "visually-hidden";
  voice.setAttribute("aria-live", "polite");
  place.after(voice);
  const look = () => {
    const left = ends - performance.now();
    if (left <= 0) return void (line.textContent = voice.textContent = "The time is over:");
    // Timers come a little early or late.
    const minutes = Math.floor((left + 500) / 60_000);
    if (minutes <= lastHour) {
      const words = minutes === 0 ? "less than a minute" : minutes === 1 ? "1 minute" : `${minutes} minutes`;
      line.textContent = `${begin} ${words}:`;
      if (told.includes(minutes) && Math.abs(left - minutes * 60_000) < 5000) voice.textContent = line.textContent;
    }
    const wait = left - minutes * 60_000;
    setTimeout(look, Math.min(wait > 500 ? wait : wait + 60_000, longest));
  };
  look();
}

// Without a number nothing is counted: it is over, or it never closes.
document.querySelectorAll(".closes[data-left]:not([data-left=''])").forEach(count);

// Finds how large something can be: by measuring, since the length of a text says little about formulas and pictures.

/** Sets --fit on an element to the largest factor between two bounds at which it fits; the test says whether it does. */
export function fit(element, least, most, fits) {
  const scale = factor => element.style.setProperty("--fit", factor.toFixed(3));
  scale(most);
  if (fits()) return;
  let [low, high] = [least, most];
  for (let step = 0; step < 8; step++) {
    const middle = (low + high) / 2;
    scale(middle);
    if (fits()) low = middle;
    else high = middle;
  }
  scale(low);
}

// Paints shapes on paper, as a PNG with few colours. A shape has a colour, `top` and `bottom`, and `spans(y)`: where a row is inside.
import { packPng } from "../../wwwroot/png.mjs";

// Each pixel is the mean of four times four points in it, so that edges are smooth.
const points = 4;
const rgb = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));

/** The colours of all pixels, row by row. Later shapes lie above earlier ones. */
function colours(width, height, shapes, paper) {
  const wide = width * points, inks = [paper, ...new Set(shapes.map(shape => shape.colour))];
  const canvas = new Uint8Array(wide * height * points);
  for (const shape of shapes) {
    const last = Math.min(height * points, Math.ceil(shape.bottom * points));
    for (let row = Math.max(0, Math.floor(shape.top * points)); row < last; row++)
      for (const [from, to] of shape.spans((row + 0.5) / points)) {
        const [left, right] = [from, to].map(x => Math.min(wide, Math.max(0, Math.round(x * points))));
        canvas.fill(inks.lastIndexOf(shape.colour), row * wide + left, row * wide + right);
      }
  }
  const values = inks.map(rgb);
  return Array.from({ length: width * height }, (_, at) => {
    const first = Math.floor(at / width) * points * wide + (at % width) * points, sum = [0, 0, 0];
    for (let i = 0; i < points * points; i++) {
      const ink = values[canvas[first + Math.floor(i / points) * wide + (i % points)]];
      for (let part = 0; part < 3; part++) sum[part] += ink[part];
    }
    return sum.map(value => Math.round(value / (points * points)));
  });
}

/** The picture. Where it has more than 256 colours, the ones between are made coarser until they are few enough. */
export function paintPng(width, height, shapes, paper) {
  const painted = colours(width, height, shapes, paper);
  let step = 1, palette, places;
  do {
    [palette, places] = [new Map(), []];
    for (const colour of painted) {
      const coarse = colour.map(value => Math.min(255, Math.round(value / step) * step));
      const key = coarse.join();
      if (!palette.has(key)) palette.set(key, coarse);
      places.push(key);
    }
    step *= 2;
  } while (palette.size > 256);
  const numbers = new Map([...palette.keys()].map((key, i) => [key, i]));
  const rows = Buffer.alloc(height * (1 + width)); // a row begins with its filter, 0: none
  places.forEach((key, i) => (rows[Math.floor(i / width) * (1 + width) + 1 + (i % width)] = numbers.get(key)));
  return packPng(width, height, 3, rows, Buffer.from([...palette.values()].flat()));
}

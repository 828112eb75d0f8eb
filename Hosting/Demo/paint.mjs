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

/** The picture, in the 16 colours it has most of; others, which are few pixels on edges, become the nearest of these. `width` is even. */
export function paintPng(width, height, shapes, paper) {
  const painted = colours(width, height, shapes, paper), seen = new Map();
  for (const colour of painted) {
    const key = colour.join();
    if (!seen.has(key)) seen.set(key, { colour, pixels: 0 });
    seen.get(key).pixels++;
  }
  const palette = [...seen.values()].sort((one, other) => other.pixels - one.pixels).slice(0, 16).map(one => one.colour);
  const far = (one, other) => one.reduce((sum, value, part) => sum + (value - other[part]) ** 2, 0);
  const numbers = new Map([...seen].map(([key, { colour }]) =>
    [key, palette.reduce((best, one, i) => (far(colour, one) < far(colour, palette[best]) ? i : best), 0)]));
  const length = 1 + width / 2, rows = Buffer.alloc(height * length); // a row begins with its filter, 0: none
  painted.forEach((colour, i) => {
    const [row, x] = [Math.floor(i / width), i % width];
    rows[row * length + 1 + (x >> 1)] |= numbers.get(colour.join()) << (x % 2 ? 0 : 4);
  });
  return packPng(width, height, 3, rows, Buffer.from(palette.flat()));
}

// Draws the site's icons for browsers' tabs and phones' screens from one description: an SVG, a favicon.ico and a PNG for Apple's screens.
//
// It is Euclid's first construction on a tile: two circles through each other's centres, and the triangle they give.
import { packPng } from "./png.mjs";

// All in a square of 64. The same on light and dark, as a tab may be either.
const tile = { colour: "#1d4e79", corner: 14 };
const ring = { colour: "#8fb4d6", width: 3, radius: 19, centres: [[22.5, 34], [41.5, 34]] };
const triangle = { colour: "#ffffff", width: 3, corners: [[22.5, 34], [41.5, 34], [32, 17.5]] };

/** The icons by their paths in the bundle. */
export function icons() {
  return new Map([
    ["images/favicon.ico", ico([16, 32, 48])],
    ["images/icon.svg", Buffer.from(svg())],
    // Without round corners, which a phone cuts by itself.
    ["images/touch-icon.png", png(180, 0)],
  ]);
}

function svg() {
  const circles = ring.centres.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${ring.radius}"/>`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none">`
    + `<rect width="64" height="64" rx="${tile.corner}" fill="${tile.colour}"/>`
    + `<g stroke="${ring.colour}" stroke-width="${ring.width}">${circles}</g>`
    + `<path fill="${triangle.colour}" stroke="${triangle.colour}" stroke-width="${triangle.width}" stroke-linejoin="round" `
    + `d="M${triangle.corners.map(corner => corner.join(" ")).join("L")}z"/></svg>\n`;
}

const rgb = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));

// The distance from a point to the stretch between two others.
function toEdge(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

// The colour at a point; null outside the tile.
function colourAt(x, y, corner) {
  const [ox, oy] = [Math.max(corner - x, x - 64 + corner, 0), Math.max(corner - y, y - 64 + corner, 0)];
  if (corner > 0 && Math.hypot(ox, oy) > corner) return null;
  const edges = triangle.corners.map((from, i) => [from, triangle.corners[(i + 1) % 3]]);
  const sides = edges.map(([[ax, ay], [bx, by]]) => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax)));
  const isInside = new Set(sides.filter(side => side !== 0)).size === 1;
  if (isInside || edges.some(([from, to]) => toEdge(x, y, from, to) <= triangle.width / 2)) return rgb(triangle.colour);
  const isOnRing = ring.centres.some(([cx, cy]) => Math.abs(Math.hypot(x - cx, y - cy) - ring.radius) <= ring.width / 2);
  return rgb(isOnRing ? ring.colour : tile.colour);
}

// Each pixel is the mean of eight times eight points in it, so that edges are smooth.
const points = 8;

function pixels(size, corner) {
  const rows = Buffer.alloc(size * (1 + 4 * size));
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0];
      let seen = 0;
      for (let i = 0; i < points * points; i++) {
        const colour = colourAt(((column + ((i % points) + 0.5) / points) * 64) / size,
          ((row + (Math.floor(i / points) + 0.5) / points) * 64) / size, corner);
        if (colour === null) continue;
        seen++;
        colour.forEach((value, at) => (sum[at] += value));
      }
      const place = row * (1 + 4 * size) + 1 + 4 * column;
      sum.forEach((value, at) => (rows[place + at] = seen === 0 ? 0 : Math.round(value / seen)));
      rows[place + 3] = Math.round((255 * seen) / (points * points));
    }
  return rows;
}

const png = (size, corner) => packPng(size, size, 6, pixels(size, corner));

// An icon file is a directory of pictures, which may be PNGs since Windows Vista.
function ico(sizes) {
  const pictures = sizes.map(size => png(size, tile.corner));
  const directory = Buffer.alloc(6 + 16 * sizes.length);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(sizes.length, 4);
  let offset = directory.length;
  sizes.forEach((size, i) => {
    const at = 6 + 16 * i;
    directory.set([size, size, 0, 0, 1, 0, 32, 0], at);
    directory.writeUInt32LE(pictures[i].length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += pictures[i].length;
  });
  return Buffer.concat([directory, ...pictures]);
}

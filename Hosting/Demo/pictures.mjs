// Draws the pictures of the program's own problems, each from a few lines, circles and areas.
//
// Usage: node pictures.mjs FOLDER     (MathsSoc.csproj calls it; a problem's file names its picture by its id: ![what it shows](ID.png))
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { paintPng } from "./paint.mjs";

const ink = "#1d4e79", soft = "#8fb4d6", pale = "#dbe7f2", warm = "#c8791a", warmPale = "#f6e3c6", paper = "#ffffff";
const green = "#dcead6", darkGreen = "#7fa36f", red = "#a8322a";
const [width, height] = [720, 360];

// ---- Shapes: a colour, the rows from top to bottom, and where a row is inside -----------------------------------------------------------

const disc = ([cx, cy], radius, colour) => ({
  colour, top: cy - radius, bottom: cy + radius,
  spans(y) {
    const half = Math.sqrt(Math.max(0, radius * radius - (y - cy) * (y - cy)));
    return [[cx - half, cx + half]];
  },
});

/** The inside of a closed line. */
const area = (points, colour) => ({
  colour, top: Math.min(...points.map(([, y]) => y)), bottom: Math.max(...points.map(([, y]) => y)),
  spans(y) {
    const crossings = [];
    points.forEach(([ax, ay], i) => {
      const [bx, by] = points[(i + 1) % points.length];
      if (ay > y !== by > y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    });
    crossings.sort((one, other) => one - other);
    return crossings.flatMap((from, i) => (i % 2 === 0 ? [[from, crossings[i + 1]]] : []));
  },
});

/** Lines from point to point, with round ends. */
const line = (points, colour, thickness = 4) => points.slice(1).map(([bx, by], i) => {
  const [ax, ay] = points[i], long = Math.hypot(bx - ax, by - ay) || 1;
  const [dx, dy] = [((by - ay) / long) * (thickness / 2), ((ax - bx) / long) * (thickness / 2)];
  return [disc([ax, ay], thickness / 2, colour), disc([bx, by], thickness / 2, colour),
    area([[ax + dx, ay + dy], [bx + dx, by + dy], [bx - dx, by - dy], [ax - dx, ay - dy]], colour)];
});

const closed = points => [...points, points[0]];
const dashed = ([ax, ay], [bx, by], colour, thickness = 3) => {
  const count = Math.round(Math.hypot(bx - ax, by - ay) / 14);
  return Array.from({ length: Math.ceil(count / 2) }, (_, i) => [2 * i, 2 * i + 1].map(at =>
    [ax + ((bx - ax) * at) / count, ay + ((by - ay) * at) / count])).flatMap(ends => line(ends, colour, thickness));
};

/** Points of a curve; angles in degrees, from the right and against the clock. */
const arc = ([cx, cy], radius, from, to) => Array.from({ length: 49 }, (_, i) => {
  const angle = ((from + ((to - from) * i) / 48) * Math.PI) / 180;
  return [cx + radius * Math.cos(angle), cy - radius * Math.sin(angle)];
});
const curve = (from, to, at) => Array.from({ length: 97 }, (_, i) => at(from + ((to - from) * i) / 96));

// ---- The pictures -----------------------------------------------------------------------------------------------------------------------

const pictures = {
  "squares-on-a-pegboard"() {
    const peg = (x, y) => [231 + 86 * x, 309 - 86 * y];
    const band = [peg(1, 0), peg(3, 1), peg(2, 3), peg(0, 2)];
    const pegs = [0, 1, 2, 3].flatMap(x => [0, 1, 2, 3].map(y => peg(x, y)));
    return [area([[186, 6], [534, 6], [534, 354], [186, 354]], pale), area(band, warmPale), line(closed(band), warm, 6),
      pegs.map(at => disc(at, 9, ink))];
  },
  "up-to-the-library"() {
    const stair = i => [70 + 58 * i, 336 - 29 * i];
    const outline = Array.from({ length: 10 }, (_, i) => [[stair(i)[0], stair(i + 1)[1]], stair(i + 1)]).flat();
    const hops = [[0, 1], [1, 3], [3, 4], [4, 6], [6, 8], [8, 9], [9, 10]];
    const top = i => [stair(i)[0] + (i === 0 ? -28 : -29), stair(i)[1]];
    return [area([[70, 336], ...outline, [690, 46], [690, 336]], pale), line([[20, 336], [70, 336], ...outline, [690, 46]], ink, 5),
      hops.map(([a, b]) => {
        const [[ax, ay], [bx, by]] = [top(a), top(b)];
        return line(curve(0, 1, t => [ax + (bx - ax) * t, ay + (by - ay) * t - 8 - 4 * (22 + 16 * (b - a)) * t * (1 - t)]), warm, 4);
      }),
      [0, 1, 3, 4, 6, 8, 9, 10].map(i => disc([top(i)[0], top(i)[1] - 8], 8, warm))];
  },
  "the-croissant"() {
    const outer = arc([360, 300], 230, 12, 168), inner = arc([360, 372], 190, 152, 28);
    const moon = [...outer, ...inner];
    return [area(moon, warmPale), line(closed(moon), warm, 5), dashed([60, 196], [660, 196], ink, 4),
      dashed([250, 30], [330, 340], soft, 4)];
  },
  "the-fourth-corner"() {
    const [a, b, c, d] = [[130, 320], [590, 320], [590, 40], [130, 40]], beetle = [292, 226];
    return [area([a, b, c, d], pale), line(closed([a, b, c, d]), ink, 5), [a, b, c].map(at => line([beetle, at], soft, 4)),
      dashed(beetle, d, warm, 4), [a, b, c, d].map(at => disc(at, 9, ink)),
      [-1, 0, 1].flatMap(i => line([[beetle[0] - 24, beetle[1] + 14 * i + 5], [beetle[0] + 24, beetle[1] + 14 * i - 5]], ink, 3)),
      disc([beetle[0], beetle[1] + 4], 17, ink), disc([beetle[0], beetle[1] - 14], 10, ink),
      line([[beetle[0], beetle[1] - 10], [beetle[0], beetle[1] + 20]], soft, 2)];
  },
  "the-goat-and-the-shed"() {
    const at = (x, y) => [330 + 26 * x, 120 - 26 * y];
    const shed = [at(0, 0), at(6, 0), at(6, -4), at(0, -4)];
    const goat = at(-7, -3.2), part = (x, y) => [goat[0] + x, goat[1] + y];
    const tufts = [[80, 60], [205, 52], [600, 70], [650, 190], [560, 300], [420, 318], [262, 306], [70, 318], [205, 118],
      [616, 262]];
    return [area([[20, 10], [700, 10], [700, 350], [20, 350]], green),
      tufts.map(([x, y]) => [-8, 0, 8].map(lean => line([[x, y], [x + lean, y - 14]], darkGreen, 3))),
      area(shed, soft), line(closed(shed), ink, 5), line([at(0, -2), at(6, -2)], ink, 3),
      line([at(0, 0), part(10, -6)], warm, 4), disc(at(0, 0), 7, warm),
      [-16, -8, 10, 18].map(x => line([part(x, 6), part(x, 40)], ink, 5)), disc(part(-10, 0), 17, ink), disc(part(10, 0), 17, ink),
      area([part(-10, -17), part(10, -17), part(10, 17), part(-10, 17)], ink), line([part(-22, -8), part(-42, -22)], ink, 13),
      line([part(-40, -26), part(-30, -42)], ink, 4), line([part(-46, -14), part(-48, -4)], ink, 4),
      line([part(26, -10), part(33, -18)], ink, 5)];
  },
  "off-the-cushion"() {
    const at = (x, y) => [70 + 62 * x, 320 - 50 * y];
    const [white, target, hit] = [at(2, 3), at(8, 5), at(4.25, 0)];
    const [left, right] = [at(-0.5, 0), at(10, 0)];
    return [area([left, right, at(10, 6), at(-0.5, 6)], green), area([left, right, [right[0], 344], [left[0], 344]], ink),
      line([white, hit, target], warm, 4), dashed(white, target, soft, 3), disc(at(5, 4), 15, soft), disc(white, 15, ink),
      disc(white, 12, paper), disc(target, 15, red)];
  },
  "why-a4-is-a4"() {
    let [x, y, w, h] = [105, 10, 340 * Math.SQRT2, 340];
    const sheets = [];
    for (let i = 0; i < 7; i++) {
      const wide = w > h, [nw, nh] = wide ? [w / 2, h] : [w, h / 2];
      sheets.push([x, y, nw, nh]);
      if (wide) x += nw;
      else y += nh;
      [w, h] = wide ? [w - nw, h] : [w, h - nh];
    }
    sheets.push([x, y, w, h]);
    const corners = ([sx, sy, sw, sh]) => [[sx, sy], [sx + sw, sy], [sx + sw, sy + sh], [sx, sy + sh]];
    return [sheets.map((sheet, i) => area(corners(sheet), [pale, paper, warmPale, paper][i % 4])),
      sheets.map(sheet => line(closed(corners(sheet)), ink, 4)), dashed([105, 10], [105 + 340 * Math.SQRT2, 350], warm, 3)];
  },
  "a-family-of-parabolas"() {
    const at = (x, y) => [400 + 46 * x, 262 - 15 * y];
    const parabola = k => curve(-8, 6.5, x => at(x, x * x + k * x + k + 3)).filter(([x, y]) => y > -20 && y < 380 && x > 20 && x < 700);
    return [line([at(-8, 0), at(6.4, 0)], soft, 3), line([at(0, -6), at(0, 17)], soft, 3),
      [-4, 0, 6].map(k => line(parabola(k), ink, 4)), line(parabola(2), warm, 5)];
  },
  "the-snail-that-turns-left"() {
    const path = [[110, 310]];
    for (let i = 0, length = 460; i < 11; i++, length /= 2) {
      const [x, y] = path[i], [dx, dy] = [[1, 0], [0, -1], [-1, 0], [0, 1]][i % 4];
      path.push([x + dx * length, y + dy * length]);
    }
    const [sx, sy] = [150, 310];
    return [line([[110, 340], [110, 24]], soft, 3), line([[80, 310], [690, 310]], soft, 3), line(path, warm, 6),
      disc([sx, sy - 28], 26, soft), line(curve(0, 14, t => [sx + 1.7 * t * Math.cos(t), sy - 28 - 1.7 * t * Math.sin(t)]), ink, 4),
      line([[sx - 34, sy - 4], [sx + 40, sy - 4], [sx + 52, sy - 22]], ink, 9), line([[sx + 52, sy - 22], [sx + 62, sy - 38]], ink, 3),
      line([[sx + 52, sy - 22], [sx + 50, sy - 40]], ink, 3), disc([110, 310], 7, ink)];
  },
  "triangles-under-tangents"() {
    const at = (x, y) => [120 + 130 * x, 330 - 84 * y];
    const triangle = t => [at(0, 0), at(2 * t, 0), at(0, 2 / t)];
    return [area(triangle(1.7), pale), area(triangle(0.62), warmPale), line(closed(triangle(1.7)), soft, 4),
      line(closed(triangle(0.62)), warm, 4), line([at(-0.4, 0), at(4.4, 0)], ink, 3), line([at(0, -0.25), at(0, 3.8)], ink, 3),
      line(curve(0.262, 4.4, x => at(x, 1 / x)), ink, 5),
      disc(at(0.62, 1 / 0.62), 8, warm), disc(at(1.7, 1 / 1.7), 8, ink)];
  },
};

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
for (const [id, shapes] of Object.entries(pictures)) {
  const file = join(folder, `${id}.png`);
  // Another build may be reading it.
  writeFileSync(`${file}.${process.pid}`, paintPng(width, height, shapes().flat(Infinity), paper));
  renameSync(`${file}.${process.pid}`, file);
}

// Packs what browsers fetch into one file that the build embeds: our css, js and images, and the used files of each npm package.
//
// Usage: node bundle.mjs PACK     (MathsSoc.csproj calls it when one of its inputs is newer than PACK)
//
// The pack is an index and, after it, every file's bytes: as they are, or as brotli and as gzip where that is smaller. Its first line is
// the length in bytes of the index, its second the hash of the whole set, then a line a file: path, content type, hash, length, and
// "offset length" of its plain, brotli and gzip bytes ("-": not there), separated by tabs; offsets count from the end of the index.
// Pages/AssetPack.cs reads it.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { icons } from "./icons.mjs";

const here = import.meta.dirname;
const modules = join(here, "node_modules");
const types = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  ico: "image/x-icon",
  png: "image/png",
  woff2: "font/woff2",
};
const compressible = new Set(["css", "js", "mjs", "svg", "txt"]);

// Where each file of the set comes from, by the path it has below /static/{hash}/: a path on disk, or the bytes themselves.
function sources() {
  const files = new Map();
  for (const folder of ["css", "js", "images"])
    for (const name of readdirSync(join(here, folder))) files.set(`${folder}/${name}`, join(here, folder, name));
  // Every page has these four: as one file they cost a first visit 2 kB less.
  const always = ["site", "frame", "pages", "forms"].map(name => `css/${name}.css`);
  files.set("css/all.css", always.map(path => files.get(path)));
  for (const path of always) files.delete(path);
  const katex = join(modules, "katex");
  files.set("katex/katex.min.js", join(katex, "dist/katex.min.js"));
  files.set("katex/katex.min.css", join(katex, "dist/katex.min.css"));
  files.set("katex/licence.txt", join(katex, "LICENSE"));
  for (const name of readdirSync(join(katex, "dist/fonts")))
    if (name.endsWith(".woff2")) files.set(`katex/fonts/${name}`, join(katex, "dist/fonts", name));
  // MathLive is told to take its fonts from katex/fonts: they are the same files.
  files.set("mathlive/mathlive.min.mjs", join(modules, "mathlive/mathlive.min.mjs"));
  files.set("mathlive/licence.txt", join(modules, "mathlive/LICENSE.txt"));
  for (const [path, bytes] of icons()) files.set(path, bytes);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function read(path, file) {
  if (Buffer.isBuffer(file)) return file;
  const bytes = Array.isArray(file) ? Buffer.concat(file.map(one => readFileSync(one))) : readFileSync(file);
  // What our own scripts and styles explain is for who reads the source, and so is indentation: no text in them has several lines. In a
  // script a comment stands on lines of its own.
  if (path.startsWith("js/")) return Buffer.from(bytes.toString("utf8").replace(/^[ \t]*\/\/.*\n/gm, "").replace(/^[ \t]+/gm, ""));
  if (!path.endsWith(".css")) return bytes;
  if (path.startsWith("css/")) return Buffer.from(bytes.toString("utf8").replace(/\/\*[^]*?\*\/\s*/g, "").replace(/^[ \t]+/gm, ""));
  // KaTeX also offers its fonts as woff and ttf, for browsers older than anything that runs the rest of the site.
  return Buffer.from(bytes.toString("utf8").replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, ""));
}

function checkAddresses(path, bytes, set) {
  if (!path.endsWith(".css")) return;
  for (const [, address] of bytes.toString("utf8").matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
    const target = posix.join(posix.dirname(path), address);
    if (!set.has(target)) fail(`wwwroot: ${path} names ${address}, and there is no ${target} in the bundle.`);
  }
}

function pack() {
  const set = sources();
  const lines = [];
  const blobs = [];
  let offset = 0;
  const add = bytes => {
    const place = `${offset} ${bytes.length}`;
    blobs.push(bytes);
    offset += bytes.length;
    return place;
  };
  const whole = createHash("sha256");
  for (const [path, file] of set) {
    const extension = path.slice(path.lastIndexOf(".") + 1);
    const type = types[extension] ?? fail(`wwwroot: bundle.mjs knows no content type for ${path}; add it there.`);
    const bytes = read(path, file);
    checkAddresses(path, bytes, set);
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    whole.update(`${path}\0${hash}\n`);
    const forms = compressible.has(extension) ? [brotli(bytes), gzip(bytes)] : [];
    // Few clients take neither, so the plain bytes of a text are not stored a third time: they are unpacked when one comes.
    const isSmaller = forms.length > 0 && forms.every(form => form.length < bytes.length);
    const places = isSmaller ? ["-", ...forms.map(add)] : [add(bytes), "-", "-"];
    lines.push([path, type, hash, bytes.length, ...places].join("\t"));
  }
  const index = Buffer.from(`${whole.digest("hex").slice(0, 16)}\n${lines.join("\n")}\n`);
  return Buffer.concat([Buffer.from(`${index.length}\n`), index, ...blobs]);
}

const brotli = bytes => brotliCompressSync(bytes, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_NPOSTFIX]: 3 },
});
const gzip = bytes => gzipSync(bytes, { level: 9 });

// npm ci empties node_modules first, so it runs only when the lock file is not the one that was installed.
function install(stamp) {
  const wanted = createHash("sha256").update(readFileSync(join(here, "package-lock.json"))).digest("hex");
  const installed = existsSync(stamp) && existsSync(join(modules, ".package-lock.json")) ? readFileSync(stamp, "utf8") : "";
  if (installed === wanted) return;
  console.log("wwwroot: installing the browser packages (npm ci)");
  try {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      { cwd: here, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" });
  } catch (problem) {
    fail(problem.code === "ENOENT"
      ? "npm was not found. Install Node.js 20 or newer together with npm, then build again."
      : "npm ci could not install what wwwroot/package-lock.json lists; npm says why above. "
        + "It needs its registry once, then nothing more.");
  }
  writeFileSync(stamp, wanted);
}

// Two builds may run at once: the second waits, then finds the packages installed.
function locked(path, work) {
  const giveUp = Date.now() + 300_000;
  for (;;) {
    try {
      mkdirSync(path);
      break;
    } catch (problem) {
      if (problem.code !== "EEXIST") throw problem;
    }
    if (isStale(path)) rmSync(path, { recursive: true, force: true });
    else if (Date.now() > giveUp) fail(`Another build has held ${path} for five minutes. If none is running, delete that folder.`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  process.on("exit", () => rmSync(path, { recursive: true, force: true }));
  writeFileSync(join(path, "pid"), String(process.pid));
  work();
}

function isStale(path) {
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    if (!existsSync(join(path, "pid"))) return age > 5_000;
    process.kill(Number(readFileSync(join(path, "pid"), "utf8")), 0);
    return false;
  } catch (problem) {
    return problem.code === "ESRCH";
  }
}

function fail(sentence) {
  // MSBuild reads this form as a build error.
  console.error(`bundle.mjs : error MATHSSOC1: ${sentence}`);
  process.exit(1);
}

const target = resolve(process.argv[2] ?? fail("Say where the pack goes: node bundle.mjs PACK"));
mkdirSync(dirname(target), { recursive: true });
locked(`${target}.lock`, () => {
  install(`${target}.npm`);
  const bytes = pack();
  writeFileSync(`${target}.new`, bytes);
  renameSync(`${target}.new`, target);
  console.log(`wwwroot: packed ${(bytes.length / 1024).toFixed(0)} kB of browser assets`);
});

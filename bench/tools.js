// What every bench shares: servers in a folder of its own, load on them, and figures compared with a budget.
"use strict";
const { execFileSync, spawn, spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, readFileSync, rmSync } = require("node:fs");
const http = require("node:http");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");

const root = path.dirname(__dirname);
const children = new Set();
const scratch = mkdtempSync(path.join(os.tmpdir(), "mathsoc-bench-"));
const rows = [];
const sent = { total: 0 };

process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

/** Runs a bench to its end; the exit code is 0 only if every budget held. */
function run(main) {
  main().then(() => {
    const failed = rows.filter(row => !row.held).length;
    console.log(`\n${rows.length - failed} of ${rows.length} budgets held`);
    process.exit(failed === 0 ? 0 : 1);
  }).catch(problem => { console.error(`bench: ${problem.message}`); process.exit(1); });
}

async function serve(binary, data, settings = {}) {
  const port = await freePort();
  const started = process.hrtime.bigint();
  // Limits are off: all the load comes from one address.
  const child = start(binary, ["serve", "--data", data, "--port", String(port)], {
    PATH: process.env.PATH, DRAIN_SECONDS: "0", RATELIMIT_ENABLED: "false", ACCESS_LOG: path.join(scratch, "access.log"), ...settings,
  });
  await answers(port, child);
  return { child, port, startedIn: Number(process.hrtime.bigint() - started) / 1e6 };
}

function start(program, args, env = process.env) {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  child.errors = "";
  child.stdout.resume();
  child.stderr.on("data", text => { child.errors += text; });
  child.on("exit", () => children.delete(child));
  return child;
}

function stop(child) {
  return new Promise(resolve => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}

/** Requests /healthz every millisecond until it is 200; gives up after ten seconds. */
async function answers(port, child) {
  const deadline = Date.now() + 10000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`a server ended with exit code ${child.exitCode}: ${child.errors}`);
    const status = await get(port, "/healthz").then(answer => answer.status, () => 0);
    if (status === 200) return;
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  throw new Error(`a server did not answer within 10 s: ${child.errors}`);
}

function get(port, url, encoding) {
  return new Promise((resolve, reject) => {
    const headers = encoding ? { "Accept-Encoding": encoding } : {};
    const request = http.get({ host: "127.0.0.1", port, path: url, agent: false, headers }, response => {
      const chunks = [];
      response.on("data", chunk => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on("error", reject);
  });
}

function freePort() {
  return new Promise(resolve => {
    const listener = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 400 });

/** Sends one request as a browser does, on a connection that is kept; the answer has the milliseconds to its last byte. */
function send(port, method, url, fields, cookie) {
  return new Promise((resolve, reject) => {
    const body = fields ? new URLSearchParams(fields).toString() : null;
    const headers = { Origin: `http://127.0.0.1:${port}` };
    if (cookie) headers.Cookie = cookie;
    if (body !== null) {
      headers["Content-Type"] = "application/x-www-form-urlencoded";
      headers["Content-Length"] = Buffer.byteLength(body);
    }
    const started = process.hrtime.bigint();
    const request = http.request({ host: "127.0.0.1", port, method, path: url, agent, headers }, response => {
      const chunks = [];
      response.on("data", chunk => chunks.push(chunk));
      response.on("end", () => resolve({
        status: response.statusCode,
        headers: response.headers,
        body: Buffer.concat(chunks).toString(),
        milliseconds: Number(process.hrtime.bigint() - started) / 1e6,
      }));
    });
    request.on("error", reject);
    request.end(body ?? undefined);
  });
}

const post = (port, url, fields, cookie) => send(port, "POST", url, fields, cookie);

/** Loads a page and returns the milliseconds; anything but a 200 ends the bench. */
async function view(port, url, cookie) {
  const answer = await send(port, "GET", url, null, cookie);
  if (answer.status !== 200) throw new Error(`${url} was answered with ${answer.status}`);
  return answer.milliseconds;
}

/** One run of wrk; an answer that is not 2xx or 3xx, or a broken connection, spoils the measurement and ends the bench. */
function load(url, seconds, encoding, { script, cookie } = {}) {
  return new Promise((resolve, reject) => {
    const args = ["-t1", "-c32", `-d${seconds}s`, "-H", `Accept-Encoding: ${encoding ?? "identity"}`];
    if (cookie) args.push("-H", `Cookie: ${cookie}`);
    if (script) args.push("-s", script);
    args.push(url);
    const child = start("wrk", args);
    let text = "";
    child.stdout.on("data", chunk => { text += chunk; });
    child.on("close", () => {
      const rate = /Requests\/sec:\s+([\d.]+)/.exec(text), count = /(\d+) requests in/.exec(text);
      if (!rate || /Non-2xx|Socket errors/.test(text)) return reject(new Error(`wrk on ${url} failed:\n${text}${child.errors}`));
      sent.total += Number(count[1]);
      resolve({ rate: Number(rate[1]), requests: Number(count[1]) });
    });
  });
}

/**
 * Measures all targets in turn, changing the order every round, so that a busy moment of the machine affects each of them. Returns by name
 * the median rate and the number of requests. A target is { url, cookie }.
 */
async function race(targets, rounds, seconds, encoding) {
  const names = Object.keys(targets), rates = {}, results = {};
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const { url, cookie } = targets[name];
      // Round 0 warms up.
      const one = await load(url, round === 0 ? 1 : seconds, encoding, { cookie });
      results[name] = { requests: (results[name]?.requests ?? 0) + one.requests };
      if (round > 0) (rates[name] ??= []).push(one.rate);
    }
  }
  for (const name of names) results[name].rate = median(rates[name]);
  return results;
}

function budget(name, value, unit, relation, limit) {
  const held = relation === "<=" ? value <= limit : value >= limit;
  rows.push({ held });
  const figure = value.toFixed(unit === "" ? 2 : 1);
  const bound = `${relation === "<=" ? "at most" : "at least"} ${limit}${unit && " " + unit}`;
  console.log(`${held ? "pass" : "FAIL"}  ${name}: ${figure}${unit && " " + unit} (${bound})`);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function perSecond(rate) { return `${Math.round(rate).toLocaleString("en-GB")}/s`; }

function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024 / 1e6;
}

function findProgram(name) {
  return [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/bin"].map(folder => path.join(folder, name)).find(existsSync);
}

function needProgram(name, pack) {
  const found = findProgram(name);
  if (!found) throw new Error(`${name} was not found. As root: apt-get install --no-install-recommends ${pack}`);
  return found;
}

/** Makes a site and its owner, whose password goes through standard input as in a script. */
function createAdmin(binary, data, login, password) {
  execFileSync(binary, ["migrate", "--data", data], { stdio: ["ignore", "ignore", "inherit"] });
  const args = ["create-admin", "--data", data, "--login", login, "--password-stdin"];
  execFileSync(binary, args, { input: `${password}\n`, stdio: ["pipe", "ignore", "inherit"] });
}

/** Runs the line of publish.ps1, as tests/run does. */
function publish() {
  const line = readFileSync(path.join(root, "publish.ps1"), "utf8").split("\n").find(one => one.startsWith("dotnet publish "));
  const rid = os.arch() === "arm64" ? "linux-arm64" : "linux-x64";
  console.log("publishing (a minute or two; --binary PATH measures one that is there)");
  const { status, stdout } = spawnSync("bash", ["-c", line], { cwd: root, env: { ...process.env, Rid: rid } });
  if (status !== 0) throw new Error(`the publish failed:\n${stdout}`);
  return path.join(root, "dist", rid, "mathsoc");
}

/** Reads --name VALUE pairs: an existing binary, or whole numbers from 1 to a limit; anything else prints the usage. */
function readOptions(read, limits, usage) {
  const args = process.argv.slice(2);
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i].replace(/^--/, ""), value = args[i + 1];
    const number = Number(value);
    if (name === "binary" && value && existsSync(value)) read.binary = path.resolve(value);
    else if (name in limits && Number.isInteger(number) && number >= 1 && number <= limits[name]) read[name] = number;
    else {
      console.error(`usage: ${usage}`);
      process.exit(2);
    }
  }
  return read;
}

module.exports = {
  root, scratch, sent, run, createAdmin, readOptions, serve, start, stop, answers, get, freePort, send, post, view, load, race,
  budget, median, percentile, perSecond, residentMegabytes, findProgram, needProgram, publish,
};

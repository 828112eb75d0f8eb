// Sixteen visitors who ask for /healthz again and again, each time on a connection of their own: visitors.mjs PORT SECONDS. At SIGTERM, or
// after that time, it prints how many were answered, refused, cut off, or got another status, and how many ms the slowest waited.
import http from "node:http";

const [, , port, seconds] = process.argv;
const counts = { answered: 0, refused: 0, reset: 0, other: 0, slowest: 0 };
let isOver = false;

const ask = () => new Promise(done => {
  const began = Date.now();
  const end = outcome => {
    counts[outcome]++;
    counts.slowest = Math.max(counts.slowest, Date.now() - began);
    done();
  };
  const request = http.get({ host: "127.0.0.1", port, path: "/healthz", agent: false, timeout: 60_000 }, response => {
    response.resume();
    response.on("end", () => end(response.statusCode === 200 ? "answered" : "other"));
    response.on("error", () => end("reset"));
  });
  request.on("timeout", () => request.destroy(new Error("no answer")));
  request.on("error", problem => end({ ECONNREFUSED: "refused", ECONNRESET: "reset" }[problem.code] ?? "other"));
});

const visit = async () => {
  while (!isOver) await ask();
};

process.on("SIGTERM", () => { isOver = true; });
setTimeout(() => { isOver = true; }, seconds * 1000).unref();
await Promise.all(Array.from({ length: 16 }, visit));
console.log(Object.entries(counts).map(([name, count]) => `${name}=${count}`).join(" "));

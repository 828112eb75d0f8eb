// Reads a test run's CTRF report: names every failed test with its message, every skipped one with its reason, and every named namespace or
// class in which nothing ran, which counts as a failure. Usage: node summary.mjs REPORT NAME...; the last line is for tests/run.
import { readFileSync } from "node:fs";

const [, , file, ...names] = process.argv;
const { summary, tests, extra } = JSON.parse(readFileSync(file, "utf8")).results;
const indent = text => text.trimEnd().split("\n").slice(0, 20).map(line => `        ${line}`).join("\n");

for (const test of tests.filter(test => test.status === "failed")) {
  console.log(`  FAILED ${test.name}`);
  for (const text of [test.message, test.trace]) if (text) console.log(indent(text));
}

// One line a reason: twenty tests that need the same thing are told once.
const reasons = new Map();
for (const test of tests.filter(test => test.status === "skipped" || test.status === "pending")) {
  const reason = test.message || "no reason given";
  reasons.set(reason, [...(reasons.get(reason) ?? []), test.name.replace("MathsSoc.Tests.", "")]);
}
for (const [reason, names] of reasons) console.log(`  skipped ${names.length}: ${reason}\n${indent(names.join("\n"))}`);

// What broke outside any test, such as a fixture that could not be cleaned up, fails the run as well.
const errors = (extra?.suites ?? []).flatMap(suite => suite.errors ?? []);
for (const error of errors) console.log(`  ERROR ${JSON.stringify(error).slice(0, 2000)}`);

// A suite whose every test was skipped has shown nothing.
const ran = tests.filter(test => test.status === "passed" || test.status === "failed").map(test => test.extra?.type ?? "");
const idle = names.filter(name => !ran.some(type => `${type}.`.startsWith(`MathsSoc.Tests.${name}.`)));
for (const name of idle) console.log(`  FAILED no test ran in MathsSoc.Tests.${name}`);

console.log(`${summary.passed} ${idle.length + summary.failed + summary.other + errors.length} ${summary.skipped + summary.pending}`);

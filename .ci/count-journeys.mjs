// Prints "passed failed skipped" from Playwright's JSON report; a missing report counts nothing.
// A journey that passed only when repeated is a failure: it hides a race.
import { existsSync, readFileSync } from "node:fs";

const report = process.argv[2];
const stats = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")).stats : { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
console.log(stats.expected, stats.unexpected + stats.flaky, stats.skipped);

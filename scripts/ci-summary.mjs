// Turns vitest's JSON report and three exit codes into the last line of .ci/run and its exit code. Plain JavaScript for
// Node >= 20: it must be able to report a failed set-up.
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";

/** Counts what passed and failed. No report, or a report of no tests, is a failure: silence must not be green. */
export function summarize({ report, testExit, checkExit, evalExit }) {
  const passed = report?.numPassedTests ?? 0;
  let failed = report?.numFailedTests ?? 0;
  const reasons = [];
  if (report === undefined) reasons.push("make test left no report");
  else if (passed + failed === 0) reasons.push("no test ran");
  else if (testExit !== 0 && failed === 0) reasons.push("make test failed outside of a test");
  else if (testExit === 0 && report.success !== true) reasons.push("vitest reports a failure");
  if (checkExit !== 0) reasons.push("make check failed");
  if (evalExit !== 0) reasons.push("make eval is below a threshold");
  failed += reasons.length;
  return { passed, failed, reasons };
}

function main([path, testExit, checkExit, evalExit]) {
  const report = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  const { passed, failed, reasons } = summarize({
    report,
    testExit: Number(testExit),
    checkExit: Number(checkExit),
    evalExit: Number(evalExit),
  });
  for (const reason of reasons) console.log(`error: ${reason}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith("ci-summary.mjs")) main(process.argv.slice(2));

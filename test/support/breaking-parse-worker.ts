/** A parser thread that dies or hangs for real when it comes to a file whose name says so. */
import { parentPort, threadId, workerData } from "node:worker_threads";

import { serveParser } from "../../packages/graph/src/disk/serve-parser.ts";

if (workerData.core === undefined || parentPort === null) throw new Error("started by nobody");
await serveParser(parentPort, workerData, (path) => {
  if (path.includes("exit")) process.exit(7);
  if (path.includes("memory")) fillMemory();
  if (path.includes("late")) setTimeout(() => lateFailure(), 0);
  if (path.includes("hang")) for (;;);
});

function fillMemory(): never {
  for (const kept: string[][] = []; ;) kept.push(Array.from({ length: 1_000_000 }, (_, at) => `${threadId}:${at}`));
}

function lateFailure(): never {
  throw new Error("failed after the answer");
}

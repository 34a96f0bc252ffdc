import { parentPort, workerData } from "node:worker_threads";

import { serveParser, type ParserThreadData } from "./serve-parser.ts";
import { lowerThreadPriority } from "./thread-priority.ts";

if (parentPort === null) throw new Error("parse-worker runs as a worker thread only");
lowerThreadPriority();
// The pool, which alone starts this file, gives it this.
const data: ParserThreadData = workerData;
await serveParser(parentPort, data);

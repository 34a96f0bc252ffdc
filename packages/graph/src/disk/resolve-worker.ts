import { parentPort } from "node:worker_threads";

import { serveResolver } from "./serve-resolver.ts";
import { lowerThreadPriority } from "./thread-priority.ts";

if (parentPort === null) throw new Error("resolve-worker runs as a worker thread only");
lowerThreadPriority();
serveResolver(parentPort);

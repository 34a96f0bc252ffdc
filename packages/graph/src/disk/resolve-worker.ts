import { parentPort } from "node:worker_threads";

import { serveResolver } from "./serve-resolver.ts";

if (parentPort === null) throw new Error("resolve-worker runs as a worker thread only");
serveResolver(parentPort);

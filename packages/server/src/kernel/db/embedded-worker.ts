/**
 * The embedded PostgreSQL in a thread of its own, because a statement blocks the thread it runs on.
 * It speaks PostgreSQL's own protocol with the main thread (embedded-stream.ts): bytes in, bytes out, never copied between them.
 * Imports nothing of ours, so that node starts it without the import map.
 */
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";

import { PGlite, type Extension } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";

/** What the thread is started with. */
export interface EmbeddedWorkerData {
  /** The directory of PostgreSQL's files; undefined keeps everything in memory. */
  readonly directory: string | undefined;
  /** A data directory as gzipped tar to start from when `directory` is empty; undefined runs initdb. */
  readonly template: string | undefined;
}

export type ToWorker =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "dump"; readonly compression: "gzip" | "none" }
  | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "dump"; readonly bytes: Uint8Array }
  | { readonly kind: "failed"; readonly message: string; readonly code: string | undefined };

const SETTINGS = [
  // 1 GB, the default, makes small directories large; the price is a checkpoint more often during bulk writes.
  "max_wal_size=256MB",
  "min_wal_size=64MB",
  // A page that is not here is in the system's cache. 128 MB, the default, are all touched by indexing: the process
  // takes 907 MB then and 780 with this, at the same CPU (325,000 lines of TypeScript).
  "shared_buffers=32MB",
];
const START_PARAMETERS = [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ["-c", setting])];

const EMSCRIPTEN_ENOSPC = 51; // the engine's file system numbers errors in its own way

const port = parentPort;
if (port === null) throw new Error("embedded-worker.ts is started as a worker thread");

const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

function sendFailure(error: unknown): void {
  const full = typeof error === "object" && error !== null && "errno" in error && error.errno === EMSCRIPTEN_ENOSPC;
  const code = full ? "ENOSPC" : undefined;
  send({ kind: "failed", message: error instanceof Error ? error.message : String(error), code });
}

/** What the engine last wrote about why it cannot go on. */
let lastWords: string | undefined;
let closing = false;

/**
 * The engine ended by itself: it could not write its log, or met a state it cannot repair. PGlite would go on calling it
 * without end, so the thread ends here; what was committed is in the log and is there after the next start.
 */
function die(reason: string): void {
  if (closing) return;
  sendFailure(new Error(lastWords ?? reason));
  process.exit(1);
}

/** The engine's way to unwind to its main loop after an SQL error. */
const LONGJMP_STATUS = 100;
const MAIN_LOOP = "_PostgresMainLoopOnce";

/** PGlite takes any exception for an SQL error and goes on, without end after a trap. A trap is the end of the engine. */
function dieOnTraps(engine: Record<typeof MAIN_LOOP, () => void>): void {
  const runOnce = engine[MAIN_LOOP];
  engine[MAIN_LOOP] = () => {
    try {
      runOnce();
    } catch (error) {
      const isSqlError =
        typeof error === "object" && error !== null && "status" in error && error.status === LONGJMP_STATUS;
      if (!isSqlError) die(String(error));
      throw error;
    }
  };
}

/** Gives the engine its last hooks; that they go through an extension is PGlite's only way. */
const lifeline: Extension = {
  name: "lifeline",
  setup: (_database, emscriptenOpts: Record<string, unknown>) =>
    Promise.resolve({
      emscriptenOpts: {
        ...emscriptenOpts,
        onAbort: () => die("the engine has aborted"),
        onExit: (code: number) => die(`the engine has ended with code ${code}`),
      },
    }),
};

async function open({ directory, template }: EmbeddedWorkerData): Promise<PGlite> {
  const loadDataDir = template === undefined ? undefined : new Blob([await readFile(template)]);
  const database = new PGlite({
    ...(directory === undefined ? {} : { dataDir: directory }),
    ...(loadDataDir === undefined ? {} : { loadDataDir }),
    extensions: { vector, lifeline },
    startParams: START_PARAMETERS,
    onStderr: (line) => {
      if (/\b(?:PANIC|FATAL): /.test(line)) lastWords = line.replace(/^.*?(?=PANIC|FATAL)/, "");
      return false;
    },
  });
  await database.waitReady;
  dieOnTraps(database.Module);
  return database;
}

/** Answers one batch of protocol messages, which ends with Sync or is a simple Query. */
async function answer(database: PGlite, request: Uint8Array): Promise<void> {
  const chunks: Uint8Array[] = [];
  await database.execProtocolRawStream(request, {
    // The bytes are a view of the engine's memory and must be copied before it goes on.
    onRawData: (bytes) => void chunks.push(bytes.slice()),
  });
  const response = concatenate(chunks);
  send({ kind: "bytes", bytes: response }, [response.buffer]);
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

async function handle(database: PGlite, message: ToWorker): Promise<void> {
  switch (message.kind) {
    case "bytes":
      return answer(database, message.bytes);
    case "dump": {
      const dump = new Uint8Array(await (await database.dumpDataDir(message.compression)).arrayBuffer());
      return send({ kind: "dump", bytes: dump }, [dump.buffer]);
    }
    case "close":
      closing = true;
      await database.close();
      port?.close();
      return;
  }
}

try {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parent built this object from the same interface
  const database = await open(workerData as EmbeddedWorkerData);
  let last: Promise<void> = Promise.resolve();
  port.on("message", (message: ToWorker) => {
    last = last.then(() => handle(database, message)).catch(sendFailure);
  });
  send({ kind: "ready" });
} catch (error) {
  sendFailure(lastWords === undefined ? error : new Error(lastWords, { cause: error }));
}

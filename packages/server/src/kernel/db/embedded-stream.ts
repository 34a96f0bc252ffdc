import { Duplex } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";

import { Fault } from "#kernel/errors";

import type { EmbeddedWorkerData, FromWorker, ToWorker } from "./embedded-worker.ts";

/**
 * The engine refuses what is nested too deeply by the size of its own stack (2 MB). Its frames take more on the thread's
 * stack: with 4 MB, the default, a JSON text 1,000,000 deep ended the engine; with 256 it is an error. Only used pages count.
 */
const STACK_MB = 256;

/**
 * V8's optimizing compiler takes 600 MB for one function of PostgreSQL alone, in the first seconds of work. Without it a
 * process that indexes peaks at 800 MB instead of 1,140 and a first start takes 2.9 s of CPU instead of 4.1, while statements
 * cost 1.3 times and parsing beside them 1.15 times as much (docs/decisions/0007). V8 offers it for the whole process only.
 */
function keepOptimizingCompilerOut(): void {
  for (const flag of ["--liftoff-only", "--no-wasm-tier-up", "--no-wasm-dynamic-tiering"]) setFlagsFromString(flag);
}

/**
 * What `pg` takes for a socket: its far end is the embedded engine in a worker thread. Opening it starts the thread and
 * ending it closes the database, so a thread that died is a lost connection, and the pool's next one starts a new thread.
 */
export class EmbeddedStream extends Duplex {
  readonly #data: EmbeddedWorkerData;
  #worker: Worker | undefined;
  #pending: Buffer[] = [];
  #ready = false;
  #started = false;
  #ending = false;

  constructor(data: EmbeddedWorkerData) {
    super();
    this.#data = data;
  }

  /** Called by pg in place of Socket.connect. */
  connect(): this {
    keepOptimizingCompilerOut();
    const worker = new Worker(new URL("./embedded-worker.ts", import.meta.url), {
      workerData: this.#data,
      resourceLimits: { stackSizeMb: STACK_MB },
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    this.#worker = worker;
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error) => this.destroy(stopped(error)));
    worker.on("exit", () => {
      this.#worker = undefined;
      if (this.#ending) this.push(null);
      else this.destroy(stopped());
    });
    return this;
  }

  // Parts of Socket that pg calls and that mean nothing here.
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#worker?.ref();
    return this;
  }

  unref(): this {
    this.#worker?.unref();
    return this;
  }

  override _read(): void {
    // Pushed as it arrives: pg reads all the time.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#accept([chunk], done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#accept(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: (error?: Error | null) => void): void {
    const worker = this.#worker;
    if (worker === undefined) return done();
    this.#ending = true;
    worker.once("exit", () => done());
    this.#post({ kind: "close" });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined) return done(error);
    worker.once("exit", () => done(error));
    void worker.terminate();
  }

  /** The data directory as a tar: a consistent copy, and what `template` takes. No statement runs meanwhile. */
  async dump(compression: "gzip" | "none"): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.once("dump", resolve).once("close", () => reject(stopped()));
    this.#post({ kind: "dump", compression });
    return promise;
  }

  /** Resolves when the thread has ended, in whatever way. */
  async ended(): Promise<void> {
    if (!this.closed) await new Promise((resolve) => this.once("close", resolve));
  }

  #post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#ready = true;
        this.emit("connect");
        return;
      case "bytes":
        this.push(message.bytes);
        return;
      case "dump":
        this.emit("dump", message.bytes);
        return;
      case "failed":
        this.destroy(failed(message, this.#ready));
    }
  }

  #accept(chunks: readonly Buffer[], done: (error?: Error | null) => void): void {
    if (!this.#started) {
      // The startup message asks for what this connection is anyway: the only user of the only database.
      this.#started = true;
      this.push(LOGGED_IN);
      return done();
    }
    this.#pending.push(...chunks);
    const batch = Buffer.concat(this.#pending);
    const end = completeUntil(batch);
    this.#pending = end < batch.length ? [batch.subarray(end)] : [];
    if (end > 0) {
      const bytes = new Uint8Array(end); // not from Buffer's shared pool: its memory goes to the other thread
      bytes.set(batch.subarray(0, end));
      this.#post({ kind: "bytes", bytes }, [bytes.buffer]);
    }
    done();
  }
}

const SYNC = 0x53;
const QUERY = 0x51;

/** AuthenticationOk, then ReadyForQuery (idle). */
const LOGGED_IN = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** Where the last complete batch ends: behind a Sync or a simple Query. A message is a type byte and a length that counts itself. */
function completeUntil(buffer: Buffer): number {
  let end = 0;
  let offset = 0;
  while (offset + 5 <= buffer.length) {
    const next = offset + 1 + buffer.readInt32BE(offset + 1);
    if (next > buffer.length) break;
    const type = buffer[offset];
    if (type === SYNC || type === QUERY) end = next;
    offset = next;
  }
  return end;
}

function stopped(cause?: unknown): Fault {
  return new Fault(
    "STORAGE_UNAVAILABLE",
    "the embedded database has stopped; the next call starts it again",
    {},
    cause,
  );
}

function failed({ message, code }: { message: string; code: string | undefined }, ready: boolean): Fault {
  const cause = new Error(message);
  if (code === "ENOSPC" || /no space left|ENOSPC/i.test(message)) {
    return new Fault("DISK_FULL", "the embedded database could not write: the disk is full", {}, cause);
  }
  return ready
    ? stopped(cause)
    : new Fault("STORAGE_UNAVAILABLE", `the embedded database does not open: ${message}`, {}, cause);
}

/**
 * `make fuzz FOR=<seconds> SEED=<number>`: every extreme at its full size, then mutations until the time is over. An
 * input that throws, or does not end, is kept in .cache/fuzz/ and makes the run fail.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import type { FuzzInput } from "./check-input.ts";
import { extremes, FULL } from "./extremes.ts";

export interface FuzzPlan {
  /** The first number. */
  readonly from: number;
  /** Extremes that were tried already. */
  readonly skip: number;
}
export type FuzzMessage =
  | { readonly kind: "begins"; readonly input: FuzzInput }
  | {
      readonly kind: "ended";
      readonly parseMs: number;
      readonly resolveMs: number;
      readonly incomplete: readonly string[];
    }
  | { readonly kind: "threw"; readonly stack: string }
  /** The parser is broken, which a pool reports as such before it takes another thread. */
  | { readonly kind: "crashed" };

/** Of wall clock for one input of several files, whose deadline is 2 s each. */
const END_MS = 30_000;
const FINDS = join(import.meta.dirname, "../../.cache/fuzz");

const seconds = Number(process.argv[2] ?? 300);
const firstSeed = Number(process.argv[3] ?? Date.now() % 1_000_000_000);
const all = extremes(FULL).length;
const finds: string[] = [];
const slowest = { parse: { ms: 0, name: "" }, resolve: { ms: 0, name: "" } };
const cut: Record<string, number> = {};
let tried = 0;

mkdirSync(FINDS, { recursive: true });
console.log(`seed ${firstSeed}, ${seconds} s`);
const end = Date.now() + seconds * 1000;
while (Date.now() < end) {
  await runUntilStuck({ skip: Math.min(tried, all), from: firstSeed + Math.max(0, tried - all) });
}
console.log(JSON.stringify({ tried, slowest, cut, finds }, null, 2));
process.exit(finds.length === 0 ? 0 : 1);

/** Ends when the time is over, or with an input that does not end. */
async function runUntilStuck(plan: FuzzPlan): Promise<void> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: plan });
  let current: FuzzInput = { name: "start", files: {} };
  const over = Promise.withResolvers<void>();
  const watch = () => setTimeout(() => giveUp(`does not end within ${END_MS} ms`), END_MS);
  let timer = watch();
  function giveUp(why: string): void {
    keep(current, why);
    tried += 1;
    over.resolve();
  }
  worker.on("error", (error) => giveUp(String(error)));
  worker.on("message", (message: FuzzMessage) => {
    clearTimeout(timer);
    timer = watch();
    if (message.kind === "begins") {
      current = message.input;
      if (Date.now() > end) over.resolve();
      return;
    }
    tried += 1;
    if (message.kind === "crashed") {
      cut["parser-crashed"] = (cut["parser-crashed"] ?? 0) + 1;
      over.resolve();
    } else if (message.kind === "threw") keep(current, message.stack);
    else note(current, message);
  });
  await over.promise;
  clearTimeout(timer);
  await worker.terminate();
}

function keep({ name, files }: FuzzInput, why: string): void {
  const file = join(FINDS, `${name.replaceAll(/\W+/g, "-")}.json`);
  writeFileSync(file, JSON.stringify({ name, why, files }, null, 2));
  finds.push(`${name}: ${why.split("\n")[0]} (${file})`);
  console.error(`error: ${name}: ${why}`);
}

function note({ name }: FuzzInput, { parseMs, resolveMs, incomplete }: FuzzMessage & { readonly kind: "ended" }): void {
  if (parseMs > slowest.parse.ms) slowest.parse = { ms: parseMs, name };
  if (resolveMs > slowest.resolve.ms) slowest.resolve = { ms: resolveMs, name };
  for (const reason of incomplete) cut[reason] = (cut[reason] ?? 0) + 1;
}

/** Runs inputs and says of each that it begins and how it ended, so that whoever waits can tell which one does not. */
import { parentPort, workerData } from "node:worker_threads";

import { parserForTests } from "../support/source-parser.ts";
import { checkInput } from "./check-input.ts";
import { readCorpus } from "./corpus.ts";
import { extremes, FULL } from "./extremes.ts";
import { inputOf } from "./inputs.ts";
import type { FuzzMessage, FuzzPlan } from "./run.ts";

// What run.ts hands over.
const { from, skip }: FuzzPlan = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const say = (message: FuzzMessage): void => parentPort?.postMessage(message);
const parser = await parserForTests();
const corpus = readCorpus();
for (const input of [...extremes(FULL)].slice(skip)) await check(input);
for (let seed = from; ; seed++) await check(inputOf(seed, corpus));

async function check(input: Parameters<typeof checkInput>[1]): Promise<void> {
  say({ kind: "begins", input });
  try {
    const { parseMs, resolveMs, incomplete } = await checkInput(parser, input);
    say({ kind: "ended", parseMs, resolveMs, incomplete });
  } catch (error) {
    if (error instanceof Error && error.name === "RuntimeError") {
      // Out of its stack, WebAssembly is broken for all that follows.
      say({ kind: "crashed" });
      process.exit();
    }
    say({ kind: "threw", stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

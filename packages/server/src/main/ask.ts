import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks on the terminal. Undefined after Ctrl-C or Ctrl-D. */
export function ask(prompt: string): Promise<string | undefined> {
  return read(process.stderr, prompt);
}

/** The same; what is typed is not shown. */
export async function askSecret(prompt: string): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await read(nowhere, prompt);
  } finally {
    process.stderr.write("\n");
  }
}

async function read(output: NodeJS.WritableStream, prompt: string): Promise<string | undefined> {
  // From here on the terminal shows nothing by itself: whoever answers a prompt that they see has been waited for.
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  const given = new AbortController();
  lines.on("SIGINT", () => given.abort());
  lines.on("close", () => given.abort());
  if (output !== process.stderr) process.stderr.write(prompt);
  try {
    return await lines.question(prompt, { signal: given.signal });
  } catch (error) {
    if (!given.signal.aborted) throw error;
    return undefined;
  } finally {
    lines.close();
  }
}

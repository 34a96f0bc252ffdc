import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks on the terminal; what is typed is not shown. Undefined after Ctrl-C or Ctrl-D. */
export async function askSecret(prompt: string): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const given = new AbortController();
  lines.on("SIGINT", () => given.abort());
  lines.on("close", () => given.abort());
  process.stderr.write(prompt);
  try {
    return await lines.question("", { signal: given.signal });
  } catch {
    return undefined;
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}

import { gitOutput, type GitCall } from "./git.ts";

/** An object of git's database; `content` is absent where only its size was asked for, `kind` is "missing" where it is not there. */
export interface GitObject {
  readonly id: string;
  readonly kind: string;
  readonly size: number;
  readonly content?: Buffer;
}

/** Kinds and sizes of objects, in the order of their ids. */
export function gitObjectSizes(ids: readonly string[], call: GitCall): AsyncGenerator<GitObject> {
  return readObjects(gitOutput(["cat-file", "--batch-check"], { ...call, input: lines(ids) }), false);
}

/** Objects with their content, in the order of their ids. No filter runs; one object is in memory at a time. */
export function gitObjects(ids: readonly string[], call: GitCall): AsyncGenerator<GitObject> {
  return readObjects(gitOutput(["cat-file", "--batch"], { ...call, input: lines(ids) }), true);
}

function* lines(ids: readonly string[]): Generator<string> {
  for (let from = 0; from < ids.length; from += 1000) yield `${ids.slice(from, from + 1000).join("\n")}\n`;
}

const NEWLINE = 10;

/** Each is a line `id kind size`, then, where asked for, so many bytes and a line end; or a line `id missing`. */
async function* readObjects(output: AsyncGenerator<Buffer>, withContent: boolean): AsyncGenerator<GitObject> {
  const bytes = takeBytes(output);
  for (let line = await bytes.line(); line !== undefined; line = await bytes.line()) {
    const [id = "", kind = "", size = "0"] = line.split(" ");
    const known = { id, kind, size: Number(size) };
    if (!withContent || kind === "missing") yield known;
    else yield { ...known, content: (await bytes.take(known.size + 1)).subarray(0, known.size) };
  }
}

function takeBytes(output: AsyncGenerator<Buffer>) {
  let rest: Buffer = Buffer.alloc(0);
  async function more(): Promise<Buffer | undefined> {
    const next = await output.next();
    return next.done === true ? undefined : next.value;
  }
  return {
    /** Undefined at the end. */
    async line(): Promise<string | undefined> {
      for (;;) {
        const end = rest.indexOf(NEWLINE);
        if (end >= 0) {
          const line = rest.toString("utf8", 0, end);
          rest = rest.subarray(end + 1);
          return line;
        }
        const chunk = await more();
        if (chunk === undefined) return undefined;
        rest = Buffer.concat([rest, chunk]);
      }
    },
    async take(length: number): Promise<Buffer> {
      const pieces = [rest];
      let held = rest.length;
      while (held < length) {
        const chunk = await more();
        if (chunk === undefined) throw new Error("git ended in the middle of an object");
        pieces.push(chunk);
        held += chunk.length;
      }
      const all = pieces.length === 1 ? rest : Buffer.concat(pieces);
      rest = all.subarray(length);
      return all.subarray(0, length);
    },
  };
}

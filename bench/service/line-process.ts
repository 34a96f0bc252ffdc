/** A process of a bench that is told things by lines of its input and answers in lines of JSON. */
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { resolve as resolvePath } from "node:path";
import { createInterface } from "node:readline";

export interface LineProcess {
  readonly pid: number;
  /** What its next line says. */
  next(): Promise<string>;
  /** Says a line and resolves with what is answered. */
  ask(line: string): Promise<string>;
  /** Ends its input, and resolves when the process has ended. */
  end(): Promise<void>;
}

export interface LineProcessOptions {
  readonly args: readonly string[];
  /** 0 is that of all others, 19 the last in turn. */
  readonly niceness?: number;
  /** For Node itself. */
  readonly nodeArgs?: readonly string[];
}

/** Starts a script, by its path from this folder. */
export function startLineProcess(
  script: string,
  { args, niceness = 0, nodeArgs = [] }: LineProcessOptions,
): LineProcess {
  const node = ["--conditions=@aether/source", "--disable-warning=ExperimentalWarning", ...nodeArgs];
  const child = spawn(process.execPath, [...node, resolvePath(import.meta.dirname, script), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script} does not start`);
  if (niceness > 0) setPriority(pid, niceness);
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${script} has ended`);
    return value;
  };
  return {
    pid,
    next,
    ask: (line) => {
      child.stdin.write(`${line}\n`);
      return next();
    },
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}

/** The command line as somebody runs it who has nothing but a server's address and a token: here, or in a process of its own. */
import { mkdirSync } from "node:fs";
import path from "node:path";

import type { Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import { type CliHost, runCli } from "../../packages/server/src/surfaces/cli/index.ts";
import { type Run, runAether } from "../surfaces/aether-command.ts";
import type { Asker } from "./asked.ts";

export interface CommandPlace {
  readonly asker: Pick<Asker, "url" | "tokenOf">;
  /** Empty; each caller has a home in it. */
  readonly folder: string;
}

/** `undefined` comes without a credential. */
type Caller = Identity | undefined;

function lineOf({ asker, folder }: CommandPlace, caller: Caller, words: readonly string[]) {
  const token = caller === undefined ? undefined : asker.tokenOf(caller);
  const home = path.join(folder, token ?? "nobody"); // a sign-in is kept there
  mkdirSync(home, { recursive: true });
  const env = { HOME: home, AETHER_DATA: path.join(home, "data"), PATH: process.env["PATH"] ?? "" };
  return {
    argv: [...words, "--api-url", asker.url],
    // Only sign-ins, and what asks for secrets, read it.
    input: `${token ?? "nobody"}\n`.repeat(2),
    home,
    env: { ...env, ...(token !== undefined && { AETHER_TOKEN: token }) },
  };
}

/** In this process. A watch is ended as soon as it has told something. */
export async function runHere(place: CommandPlace, caller: Caller, words: readonly string[]): Promise<Run> {
  const { argv, env, home, input } = lineOf(place, caller, words);
  const said = { stdout: "", stderr: "" };
  let interrupt = (): void => {};
  const stream = (name: keyof typeof said) => ({
    write: (text: string) => {
      said[name] += text;
      if (words[0] === "watch") interrupt();
      return true;
    },
    once: () => undefined,
  });
  const host: CliHost = {
    argv,
    env,
    cwd: home,
    version: "0",
    stdin: Object.assign(lines(input), { isTTY: false }),
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    ask: () => Promise.reject(new Error("there is no terminal here")),
    askSecret: () => Promise.reject(new Error("there is no terminal here")),
    openKeyRing: async () => undefined,
    onInterrupt: (listener) => {
      interrupt = listener;
      return () => {
        interrupt = () => {};
      };
    },
    openInProcess: () => Promise.reject(new Error(`${words[0] ?? ""} has opened the data of this machine`)),
    serve: () => Promise.reject(new Error("it serves")),
  };
  return { code: await runCli(host), ...said };
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}

/** The real command. */
export function runThere(place: CommandPlace, caller: Caller, words: readonly string[]): Promise<Run> {
  const { argv, env, home, input } = lineOf(place, caller, words);
  return runAether(argv, { env, cwd: home, input });
}

import type { KeyRing } from "./profiles/key-ring.ts";
import type { Environment, TextStream } from "./terminal.ts";
import type { Transport } from "./transport.ts";

/** What the command line stands on: the process, and what only the composition root can open. */
export interface CliHost {
  /** Without the names of Node and of the program. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  /** Of the product. */
  readonly version: string;
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean };
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Asks on the terminal; undefined where the person gives up. */
  ask(prompt: string): Promise<string | undefined>;
  /** The same, and shows nothing of what is typed. */
  askSecret(prompt: string): Promise<string | undefined>;
  /** The system's, where there is one that can be reached. */
  openKeyRing(): Promise<KeyRing | undefined>;
  /** Hears Ctrl-C and SIGTERM until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** @throws Fault DATA_DIR_LOCKED where another process has the directory open. */
  openInProcess(options: OpenOptions): Promise<Transport>;
  serve(options: ServeOptions): Promise<Serving>;
}

export interface OpenOptions {
  readonly directory: string;
  /** Listen on a free port and say so in the directory, so that other processes can ask this one. */
  readonly announce: boolean;
}

export interface ServeOptions {
  readonly directory: string;
  readonly host: string | undefined;
  readonly port: number | undefined;
}

export interface Serving {
  readonly url: string;
  /** The default port, where it was taken and another one is listened on. */
  readonly busyPort: number | undefined;
  /** Opens the web page once, signed in; undefined where only people and keys are let in. */
  readonly link: string | undefined;
  stop(): Promise<void>;
}

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

/** One shell block of a page, with the output block that may follow it. */
export interface Step {
  readonly code: string;
  /** Lines that must appear in this order; `…` stands for anything. */
  readonly expected: readonly string[];
  /** The command serves until it is stopped: the next step runs beside it. */
  readonly keepsRunning: boolean;
  /** For whom it is, where it is not for everybody. */
  readonly only?: string;
}

export interface StepOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** After this time a command that keeps running is taken as it is, whatever it has said. */
  readonly readyWithinMs?: number;
}

const READY_WITHIN_MS = 8 * 60_000;
const KEEPS_RUNNING = "<!-- keeps running -->";
const ONLY = /^<!-- (.+) only -->$/;

/** The shell blocks under a heading of the second level, in order. */
export function readTour(page: string, heading: string): Step[] {
  const section = new RegExp(`^## ${heading}$([^]*?)(?=^## |(?![^]))`, "m").exec(page)?.[1] ?? "";
  const steps: Step[] = [];
  for (const match of section.matchAll(/^(.*)\n+```(\w*)\n([^]*?)^```$/gm)) {
    const [, before = "", language = "", text = ""] = match;
    const last = steps.at(-1);
    const mark = before.trim();
    const only = ONLY.exec(mark)?.[1];
    const step = {
      code: text,
      expected: [],
      keepsRunning: mark === KEEPS_RUNNING,
      ...(only !== undefined && { only }),
    };
    if (language === "sh") steps.push(step);
    else if (last !== undefined) steps.splice(-1, 1, { ...last, expected: linesOf(text) });
  }
  return steps;
}

/** What a terminal remembers of a step: its lines that set variables and nothing else. */
export function variablesOf({ code }: Step): string {
  const lines = code.split("\n").filter((line) => /^(?:export )?(?:\w+=(?:'[^']*'|"[^"]*"|[^\s'"]+)\s*)+$/.test(line));
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * What a reader puts in the place of a secret that the page only begins, as `aeth_op_…`: the longest word that begins so in
 * what was printed last with such a word in it.
 */
export function filledIn(step: Step, outputs: readonly string[]): Step {
  const code = step.code.replace(/\b(?:aeth_[a-z]+_|eyJ)…/g, (begun) => {
    const begin = begun.slice(0, -1);
    const found = outputs.toReversed().map((output) => longestWord(output, begin));
    return found.find((word) => word !== undefined) ?? begun;
  });
  return { ...step, code };
}

function longestWord(output: string, begin: string): string | undefined {
  const words = [...output.matchAll(new RegExp(`(?<![\\w.-])${begin}[\\w.-]+`, "g"))].map(([word]) => word);
  return words.toSorted((a, b) => b.length - a.length)[0];
}

/** The first expected line that the output does not have (after the lines before it); undefined when all are there. */
export function firstMissing(expected: readonly string[], output: string): string | undefined {
  const lines = linesOf(output);
  let at = 0;
  for (const line of expected) {
    const pattern = new RegExp(line.split(/ ?… ?/).map(escapeForRegExp).join(".*"));
    const found = lines.findIndex((candidate, index) => index >= at && pattern.test(candidate));
    if (found === -1) return line;
    at = found + 1;
  }
  return undefined;
}

export interface Ran {
  readonly output: string;
  /** Null while the command keeps running. */
  readonly code: number | null;
  readonly process: ChildProcess;
}

/** Runs a step as a new user would, stopping at its first error; ends when it ends or, if it keeps running, once it has said what is expected. */
export async function runStep(step: Step, options: StepOptions): Promise<Ran> {
  const shell = spawn("bash", ["-euo", "pipefail", "-c", step.code], {
    ...options,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const isReady = new Promise<null>((resolve) => {
    const read = (text: string): void => {
      output += text;
      if (step.keepsRunning && firstMissing(step.expected, output) === undefined) resolve(null);
    };
    shell.stdout.setEncoding("utf8").on("data", read);
    shell.stderr.setEncoding("utf8").on("data", read);
  });
  const ended = once(shell, "close").then(() => shell.exitCode);
  const tooLate = setTimeout(options.readyWithinMs ?? READY_WITHIN_MS, null, { ref: false });
  const code = await Promise.race([ended, step.keepsRunning ? Promise.race([isReady, tooLate]) : ended]);
  return { output, code, process: shell };
}

/** Asks the whole process group to end, as Ctrl-C does, and waits until it has. */
export async function stop(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null || shell.pid === undefined) return;
  const ended = once(shell, "close");
  process.kill(-shell.pid, "SIGINT");
  await ended;
}

function linesOf(text: string): string[] {
  // Colours and the blanks that align columns are not what a reader compares.
  const plain = stripVTControlCharacters(text).replace(/[ \t]+/g, " ");
  return plain.split(/[\n\r]/).flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

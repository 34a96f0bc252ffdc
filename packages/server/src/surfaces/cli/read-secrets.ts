import { CliError, usage } from "./failure.ts";
import type { Session } from "./session.ts";

const SECRET_MAX = 10_000;

interface Wanted {
  /** One for each secret, in the order of the lines of stdin. */
  readonly prompts: readonly string[];
  /** What is said where one is missing. */
  readonly missing: string;
  /** The command that sends them on stdin. */
  readonly example: string;
  /** Whoever types nothing at the prompt wants something else: the answer is "". */
  readonly mayBeEmpty?: boolean;
}

/** Hidden on a terminal; else the first lines of stdin. There is no flag for them: others see flags, and shells keep them. */
export async function readSecrets({ host, print }: Session, wanted: Wanted): Promise<string[]> {
  const { prompts, missing, example, mayBeEmpty = false } = wanted;
  const isAsked = host.stdin.isTTY === true;
  if (isAsked && host.argv.includes("--no-input")) {
    throw usage("--no-input, and nothing on stdin", `Send it on stdin: ${example}`);
  }
  const typed = isAsked ? await asked(host, prompts) : await firstLines(host.stdin, prompts.length);
  const isWaived = isAsked && mayBeEmpty && typed.length === prompts.length;
  const secrets = prompts.map((_prompt, at) => typed[at]?.trim() ?? "");
  if (secrets.includes("") && !isWaived) throw usage(missing, `Type it at the prompt, or send it on stdin: ${example}`);
  if (!isAsked) print.say("Read from stdin.");
  return secrets;
}

/** The same where there is one. */
export async function readSecret(session: Session, { prompt, ...wanted }: WantedOne): Promise<string> {
  const [secret = ""] = await readSecrets(session, { ...wanted, prompts: [prompt] });
  return secret;
}

interface WantedOne extends Omit<Wanted, "prompts"> {
  readonly prompt: string;
}

async function asked(host: Session["host"], prompts: readonly string[]): Promise<string[]> {
  const typed: string[] = [];
  for (const prompt of prompts) {
    const secret = await host.askSecret(prompt);
    // Ctrl-C or the end of the input.
    if (secret === undefined)
      throw new CliError({ code: "CANCELLED", message: "nothing was typed", next: "Call again." });
    typed.push(secret);
  }
  return typed;
}

async function firstLines(stdin: Session["host"]["stdin"], count: number): Promise<string[]> {
  let text = "";
  for await (const chunk of stdin) {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    if (text.split("\n").length > count || text.length > SECRET_MAX) break;
  }
  return text.split("\n", count);
}

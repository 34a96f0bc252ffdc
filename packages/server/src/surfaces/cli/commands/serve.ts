import { createClient } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { CliError, toCliError } from "../failure.ts";
import type { Serving } from "../host.ts";
import { type Owner, readOwner } from "../owner.ts";
import type { Session } from "../session.ts";
import { socketTransport } from "../socket-transport.ts";

const LINK_TIMEOUT_MS = 5000;

/** `aether serve`: runs until Ctrl-C or SIGTERM. Where a server runs already, it says where and gives a new link. */
export async function serve(session: Session, given: Arguments): Promise<number> {
  const { host, directory } = session;
  session.takeInterrupts();
  const owner = readOwner(directory);
  if (owner !== undefined) return pointTo(session, owner);
  let serving: Serving;
  try {
    serving = await host.serve({ directory, host: given.text("host"), port: given.integer("port") });
  } catch (error) {
    const failure = toCliError(error);
    const owner = failure.code === "DATA_DIR_LOCKED" ? readOwner(directory) : undefined;
    if (owner !== undefined) return pointTo(session, owner);
    throw failure.code === "CONFLICT" ? onAnotherPort(failure) : failure;
  }
  if (serving.busyPort !== undefined) {
    session.print.say(`Port ${serving.busyPort} is in use, so another one was taken; --port or AETHER_PORT names one.`);
  }
  await tell(session, serving);
  session.print.say("Ctrl-C stops it.");
  await interruption(session.interrupted);
  session.print.say("Stopping.");
  await serving.stop();
  return 0;
}

function onAnotherPort({ code, message, details }: CliError): CliError {
  return new CliError({ code, message, details, next: "For example: aether serve --port 0" });
}

async function pointTo(session: Session, owner: Owner): Promise<number> {
  const link = await newLink(session, owner);
  session.print.say(`Process ${owner.pid} serves ${session.directory} already.`);
  await tell(session, { url: owner.url, link });
  return 0;
}

async function newLink({ interrupted }: Session, { url, token }: Owner): Promise<string | undefined> {
  if (token === undefined) return undefined;
  const transport = socketTransport(url);
  const client = createClient({ ...transport, token, totalMs: LINK_TIMEOUT_MS, signal: interrupted });
  try {
    const { code }: { readonly code?: string } = Object(await client.request("POST", "/session/code", { body: {} }));
    return `${url}/#code=${code}`;
  } finally {
    await transport.close();
  }
}

async function tell({ print }: Session, { url, link }: Pick<Serving, "url" | "link">): Promise<void> {
  if (print.isJson) return print.json({ url, link: link ?? null, docs: `${url}/api/v1/docs` });
  await print.line(`Aether listens at ${url}`);
  if (link === undefined) await print.line(`Web page: ${url}/sign-in`);
  else await print.line(`Web page, signed in once within ten minutes: ${link}`);
  return print.line(`API documentation: ${url}/api/v1/docs`);
}

function interruption(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";

import type { DoctorOutput } from "@aether/client";

import { toCliError } from "../failure.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

type Check = DoctorOutput["checks"][number];
const NODE_MAJOR = 24;

/** `aether doctor`: what the server says of itself and its machine, and what can be looked at from here where it does not. */
export async function doctor(session: Session): Promise<number> {
  const { print } = session;
  const asked = await checkServer(session);
  const told = new Set(asked.map(({ name }) => name));
  const own = [checkNode(), checkGit(session), checkDirectory(session)].filter(({ name }) => !told.has(name));
  const checks = [...own, ...asked];
  if (print.isJson) await print.json({ checks });
  else for (const check of checks) for (const line of linesOf(check)) await print.line(line);
  return checks.some(({ state }) => state === "fail") ? 1 : 0;
}

const MARKS = { ok: "ok  ", warn: "warn", fail: "FAIL" } as const;

function linesOf({ name, state, detail, fix }: Check): string[] {
  const first = `${MARKS[state]}  ${plainLine(name)}: ${plainLine(detail)}`;
  return fix === null ? [first] : [first, `      ${plainLine(fix)}`];
}

function checkNode(): Check {
  const major = Number(process.versions.node.split(".")[0]);
  const isEnough = major >= NODE_MAJOR;
  return {
    name: "node",
    state: isEnough ? "ok" : "fail",
    detail: process.version,
    fix: isEnough ? null : `Install Node ${NODE_MAJOR} or newer from https://nodejs.org.`,
  };
}

function checkGit({ host }: Session): Check {
  const { status, stdout } = spawnSync("git", ["--version"], {
    encoding: "utf8",
    env: { PATH: host.env["PATH"] ?? "" },
  });
  const isThere = status === 0;
  return {
    name: "git",
    state: isThere ? "ok" : "warn",
    detail: isThere ? stdout.trim() : "not found on PATH",
    fix: isThere ? null : "Install git (Debian: apt install git): without it .gitignore and history are not read.",
  };
}

function checkDirectory({ directory }: Session): Check {
  const name = "data directory";
  try {
    const { mode } = statSync(directory);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    const isOpen = (mode & 0o077) !== 0 && process.platform !== "win32";
    const fix = isOpen ? `Close it to others: chmod 700 ${directory}` : null;
    return {
      name,
      state: isOpen ? "fail" : "ok",
      detail: isOpen ? `${directory} can be read by others` : directory,
      fix,
    };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isMissing) return { name, state: "ok", detail: `${directory} (made at the first use)`, fix: null };
    return {
      name,
      state: "fail",
      detail: `${directory} cannot be used`,
      fix: "Set AETHER_DATA to a directory of yours.",
    };
  }
}

async function checkServer(session: Session): Promise<Check[]> {
  try {
    const client = await session.connect();
    const { isInProcess, url } = session.server ?? { isInProcess: false, url: "" };
    const detail = isInProcess ? "none runs; this command opened the data itself" : url;
    const { checks } = await client.doctor();
    return [{ name: "server", state: "ok", detail, fix: null }, ...checks];
  } catch (error) {
    const { code, message, next } = toCliError(error, session.server);
    // It answers, and knows who asks: nothing of that is broken.
    if (code === "FORBIDDEN") {
      const detail = `${session.server?.url ?? ""} answers; what it finds of itself it tells its operator alone`;
      return [{ name: "server", state: "ok", detail, fix: null }];
    }
    return [{ name: "server", state: "fail", detail: message, fix: next }];
  }
}

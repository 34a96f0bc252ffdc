import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

import { CliError } from "../failure.ts";
import type { Environment } from "../terminal.ts";

/** What signs a person in: traded for the next before it ends. */
export interface StoredSession {
  readonly access_token: string;
  readonly refresh_token: string | null;
  /** ISO 8601 UTC. */
  readonly expires_at: string;
}

/** A server, and how one is let in there. */
export interface Profile {
  readonly url: string;
  readonly key?: string;
  readonly session?: StoredSession;
  readonly device?: string;
  /** What the system's key ring has instead of this file. */
  readonly ring?: "key" | "session";
}

export interface ProfileFile {
  /** Used where nothing else is said; null is the data directory of this machine. */
  readonly current: string | null;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/** Whether it is a person's session that lets one in, or a key. */
export function signedInBy({ session, ring }: Profile): "password" | "key" {
  return session !== undefined || ring === "session" ? "password" : "key";
}

export function keptInOf({ ring }: Profile): "key ring" | "file" {
  return ring === undefined ? "file" : "key ring";
}

const EMPTY: ProfileFile = { current: null, profiles: {} };
const OTHERS = 0o077;

export function profilePath(env: Environment): string {
  const given = env["XDG_CONFIG_HOME"];
  const base = given === undefined || given === "" ? path.join(env["HOME"] ?? homedir(), ".config") : given;
  return path.resolve(base, "aether/config.json");
}

export function profileOf({ profiles }: ProfileFile, name: string): Profile | undefined {
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}

/** What the file holds; it is closed to others where it was open to them. @throws CliError where it cannot be read */
export function readProfiles(file: string, warn: (text: string) => void): ProfileFile {
  let text: string;
  try {
    if (process.platform !== "win32" && (statSync(file).mode & OTHERS) !== 0) {
      chmodSync(file, 0o600);
      warn(`${file} could be read by others and was closed to them: renew the keys in it (\`aether login\`)`);
    }
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return EMPTY;
    throw broken(file, error);
  }
  try {
    const { current = null, profiles = {} }: Partial<ProfileFile> = JSON.parse(text);
    return { current, profiles: { ...profiles } };
  } catch (error) {
    throw broken(file, error);
  }
}

/** Whole or not at all, and never readable by others. */
export function writeProfiles(file: string, content: ProfileFile): void {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new CliError({
      code: "USAGE",
      message: `${file} cannot be written`,
      next: "Make its folder yours, or set XDG_CONFIG_HOME to another.",
      cause,
    });
  }
}

function broken(file: string, cause: unknown): CliError {
  return new CliError({
    code: "CONFIG_INVALID",
    message: `${file} cannot be read as the settings of this command`,
    next: "Mend it or delete it, then sign in again: aether login URL",
    cause,
  });
}

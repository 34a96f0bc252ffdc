import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { Fault, isFault } from "#kernel/errors";

const TOKEN = /^[\w-]{43}$/; // 256 bits in base64url

/** The owner's token, made at the first start and kept, so that clients need not be told a new one at every start. */
export async function ownerToken(directory: string): Promise<string> {
  const file = path.join(directory, "token");
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return (await readToken(file)) ?? (await createToken(file));
  } catch (error) {
    if (isFault(error)) throw error;
    const reason = error instanceof Error ? error.message : "";
    throw new Fault("DATA_DIR_UNUSABLE", `the owner's token cannot be kept in ${directory}: ${reason}`, {}, error);
  }
}

export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

async function readToken(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  await chmod(file, 0o600); // copying a directory can open it to others
  if (TOKEN.test(text.trim())) return text.trim();
  throw new Fault("DATA_DIR_UNUSABLE", `${file} does not hold a token: delete it, and a new one is made`);
}

async function createToken(file: string): Promise<string> {
  const token = randomToken();
  await writeFile(file, `${token}\n`, { mode: 0o600, flag: "wx" });
  return token;
}

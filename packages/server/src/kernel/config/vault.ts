/**
 * Secret settings that lie in Vault, or in whatever speaks its KV version 2: `ref+vault:MOUNT/PATH#FIELD`. They are read
 * once, before the settings are: each secret is asked for one time, however many settings refer to it, and is then kept in
 * memory alone. No message holds a token or a value.
 */
import { readFileSync } from "node:fs";

import { Fault } from "#kernel/errors";

import { type Setting, SETTINGS } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /^ref\+vault:(?:\/\/)?([^#]+)#\/?(.+)$/;
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 262_144; // no secret of settings is longer
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export interface VaultOptions {
  /** For one secret, its answer included. */
  readonly timeoutMs?: number;
}

/**
 * The environment with what its references to Vault lead to. Without such references nobody is asked.
 * @throws Fault CONFIG_INVALID with every problem at once
 */
export async function withVaultSecrets(
  environment: Environment,
  { timeoutMs = TIMEOUT_MS }: VaultOptions = {},
): Promise<Environment> {
  const names = secretNames().filter((name) => environment[name]?.trim().startsWith("ref+vault:") === true);
  if (names.length === 0) return environment;
  const problems: string[] = [];
  const found: [string, string][] = [];
  const vault = askedOnce(openVault(environment, timeoutMs));
  for (const name of names) {
    try {
      found.push([name, await follow(environment[name]?.trim() ?? "", vault)]);
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : "cannot be read"}`);
    }
  }
  if (problems.length === 0) return { ...environment, ...Object.fromEntries(found) };
  throw new Fault("CONFIG_INVALID", `the settings cannot be used: ${problems.join("; ")}`, { problems });
}

async function follow(reference: string, vault: Vault): Promise<string> {
  const [, path = "", field = ""] = REFERENCE.exec(reference) ?? [];
  if (path === "") throw new Error("must be written ref+vault:MOUNT/PATH#FIELD");
  return textOf(await vault(path), path, field);
}

function askedOnce(vault: Vault): Vault {
  const asked = new Map<string, ReturnType<Vault>>();
  return (path) => {
    const secret = asked.get(path) ?? vault(path);
    asked.set(path, secret);
    return secret;
  };
}

/** For what needs no secrets: it runs wherever they lie. */
export function withoutSecrets(environment: Environment): Environment {
  const secret = new Set(secretNames().flatMap((name) => [name, `${name}_FILE`]));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secret.has(name)));
}

function secretNames(): string[] {
  return Object.entries<Setting>(SETTINGS).flatMap(([name, { secret = false }]) => (secret ? [name] : []));
}

function textOf(secret: Readonly<Record<string, unknown>>, path: string, field: string): string {
  const value = Object.hasOwn(secret, field) ? secret[field] : undefined;
  if (typeof value !== "string" || value.trim() === "") {
    throw new Error(`refers to "${field}" of ${path} in Vault, which is no text there`);
  }
  if (value.startsWith("ref+"))
    throw new Error(`refers to "${field}" of ${path} in Vault, which is a reference itself`);
  return value;
}

type Vault = (path: string) => Promise<Readonly<Record<string, unknown>>>;

function openVault(environment: Environment, timeoutMs: number): Vault {
  const address = environment["VAULT_ADDR"]?.trim() ?? "";
  const namespace = environment["VAULT_NAMESPACE"]?.trim() ?? "";
  return async (path) => {
    const url = urlOf(address, path);
    const token = tokenOf(environment["VAULT_TOKEN_FILE"]?.trim() ?? "");
    const headers = {
      accept: "application/json",
      "x-vault-token": token,
      "x-vault-request": "true",
      ...(namespace !== "" && { "x-vault-namespace": namespace }),
    };
    const signal = AbortSignal.timeout(timeoutMs);
    let answer: { readonly status: number; readonly text: string | undefined };
    try {
      // A redirect would take the token elsewhere.
      const response = await fetch(url, { headers, signal, redirect: "manual" });
      answer = { status: response.status, text: await textWithin(response) };
    } catch (error) {
      throw new Error(`refers to Vault at ${url.origin}, ${reasonOf(error, timeoutMs)}`, { cause: error });
    }
    if (answer.status !== 200) throw new Error(`refers to ${path} in Vault, ${refusal(answer.status)}`);
    return secretIn(answer.text, path);
  };
}

function urlOf(address: string, path: string): URL {
  const base = URL.parse(address);
  if (base === null || !/^https?:$/.test(base.protocol) || base.username !== "" || base.password !== "") {
    throw new Error("refers to Vault: VAULT_ADDR must be its URL, as https://vault.example.com:8200");
  }
  if (base.protocol === "http:" && !LOOPBACK.test(base.hostname)) {
    throw new Error("refers to Vault: VAULT_ADDR must begin with https://, or whoever is in between reads the secrets");
  }
  const [mount = "", ...rest] = path.split("/");
  const steps = [mount, "data", ...rest];
  if (rest.length === 0 || steps.some((step) => step === "" || step === "." || step === "..")) {
    throw new Error("must be written ref+vault:MOUNT/PATH#FIELD");
  }
  return new URL(`${base.pathname.replace(/\/+$/, "")}/v1/${steps.map(encodeURIComponent).join("/")}`, base.origin);
}

function tokenOf(file: string): string {
  if (file === "") throw new Error("refers to Vault: VAULT_TOKEN_FILE must name the file with the token");
  let token: string;
  try {
    token = readFileSync(file, "utf8").trim();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new Error(`refers to Vault: the file of VAULT_TOKEN_FILE cannot be read (${code})`, { cause: error });
  }
  if (/^[\x21-\x7e]{1,8192}$/.test(token)) return token;
  throw new Error("refers to Vault: the file of VAULT_TOKEN_FILE holds no token");
}

/** Undefined where it is longer than any answer should be. */
async function textWithin(response: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === "TimeoutError")
    return `which did not answer within ${timeoutMs / 1000} s`;
  const { code, cause }: { readonly code?: unknown; readonly cause?: unknown } = Object(error);
  const inner: unknown = typeof code === "string" ? code : Object(cause)["code"];
  return `which cannot be reached (${typeof inner === "string" ? inner : "the connection broke"})`;
}

function refusal(status: number): string {
  if (status === 403) return "which the token may not read, or it has expired";
  if (status === 404) return "where there is nothing, or its newest version was deleted";
  if (status === 429) return "which has too much to do (429)";
  if (status === 503) return "which is sealed or being maintained (503)";
  return status >= 300 && status < 400 ? `which is not followed elsewhere (${status})` : `which answers ${status}`;
}

function secretIn(text: string | undefined, path: string): Readonly<Record<string, unknown>> {
  try {
    const answer: { readonly data?: { readonly data?: unknown } } = Object(JSON.parse(text ?? ""));
    const secret = Object(answer.data).data;
    if (typeof secret === "object" && secret !== null && !Array.isArray(secret)) return secret;
  } catch {
    // Not kept as the cause: the parser's message quotes the text.
  }
  throw new Error(`refers to ${path} in Vault, which does not answer as KV version 2`);
}

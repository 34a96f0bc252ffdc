/**
 * Where the value of a secret setting lies when it does not stand in the environment itself: in the file that NAME_FILE
 * names (Docker's and Kubernetes' way), or behind a reference, `ref+file:/run/secrets/x` or `ref+env:OTHER_NAME`. What
 * lies in Vault is read before (vault.ts); whatever else keeps secrets elsewhere (a CSI driver) writes a file.
 */
import { readFileSync } from "node:fs";

/** Whoever knows where references of one scheme lead. */
export interface SecretSource {
  /** What stands between `ref+` and the first colon. */
  readonly scheme: string;
  /** @throws Error whose message says what is wrong without the value */
  read(reference: string): string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface Found {
  readonly value: string | undefined;
  /** In words that follow the name of the setting. */
  readonly problem?: string;
}

const MAX_BYTES = 65_536; // no secret is longer, and a device file never ends
const REFERENCE = /^ref\+([a-z][a-z0-9]*):(?:\/\/)?(.+)$/;

/** The value of a secret setting, wherever it lies; undefined where it is not set. */
export function findSecret(name: string, environment: Environment): Found {
  const direct = textOf(environment[name]);
  const file = textOf(environment[`${name}_FILE`]);
  if (direct !== undefined && file !== undefined) {
    return { value: undefined, problem: `and ${name}_FILE are both set: keep one of them` };
  }
  if (file !== undefined) return read({ ...fileSource, read: () => fileSource.read(file) }, "");
  const [, scheme, rest = ""] = REFERENCE.exec(direct ?? "") ?? [];
  if (scheme === undefined) return { value: direct };
  const sources = [fileSource, environmentSource(environment)];
  const source = sources.find((one) => one.scheme === scheme);
  if (source !== undefined) return read(source, rest);
  const known = sources.map((one) => `ref+${one.scheme}:`).join(", ");
  return {
    value: undefined,
    problem: `refers to "${scheme}", which is not known here (known: ${known}): let what keeps the secret write a file`,
  };
}

function read(source: SecretSource, reference: string): Found {
  try {
    const value = textOf(source.read(reference));
    return value === undefined ? { value, problem: "refers to something empty" } : { value };
  } catch (error) {
    return { value: undefined, problem: error instanceof Error ? error.message : "cannot be read" };
  }
}

const fileSource: SecretSource = {
  scheme: "file",
  read(path) {
    try {
      const bytes = readFileSync(path);
      if (bytes.length <= MAX_BYTES) return bytes.toString("utf8");
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
      throw new Error(`refers to the file ${path}, which cannot be read (${code})`, { cause: error });
    }
    throw new Error(`refers to the file ${path}, which is longer than any secret`);
  },
};

function environmentSource(environment: Environment): SecretSource {
  return {
    scheme: "env",
    read(name) {
      const value = textOf(environment[name]);
      if (value === undefined) throw new Error(`refers to the variable ${name}, which is not set`);
      return value;
    },
  };
}

function textOf(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === "" ? undefined : text;
}

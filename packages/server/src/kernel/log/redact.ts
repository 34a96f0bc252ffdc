/**
 * Takes secrets out of what is about to be written down: by the name of the field they stand in, and by their form
 * wherever they stand. The last line of defence: nothing that is a secret should come so far.
 */

import { describeError } from "./describe-error.ts";

const CENSORED = "[redacted]";

/** Ends of names under which secrets go, without case, `_` and `-`. */
const SECRET_NAMES =
  /(?:authorization|cookie|token|secrets?|password|passwd|passphrase|apikey|privatekey|secretkey|rootkeys?|databaseurl|pepper)$/;
/** Whole names of what callers wrote. */
const CONTENT_NAMES = new Set(["prompt", "text", "content", "body", "credential", "credentials"]);

const SEPARATED = /[_-]/;

type Form = readonly [form: RegExp, kept: string];

/** Each with what it keeps of a match, so that a reader sees which kind of secret it was. These are secrets wherever they stand. */
const FORMS: readonly Form[] = [
  // A login in a URL: postgres://user:password@host
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]*:[^\s/@]+@/gi, `$1${CENSORED}@`],
  // JWT: header, payload, signature
  [/\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g, `${CENSORED}:jwt`],
  // Our own: API keys, and sealed texts
  [/\baeth_([a-z]+)_[\w-]+/g, `aeth_$1_${CENSORED}`],
  [/\bs1\.[a-z0-9_-]{1,32}\.[\w-]{40,}\.[\w-]{20,}/g, `${CENSORED}:sealed`],
  // Others' with a prefix of their own: GitHub, GitLab, Slack, Stripe, OpenAI and its like, Anthropic, Voyage, npm, AWS, Google
  [/\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,})/g, `${CENSORED}:key`],
  [/\b(?:sk|pk|rk|whsec|pa)[-_](?:live[-_]|test[-_]|proj-|ant-)?[\w-]{20,}/g, `${CENSORED}:key`],
  [/\b(?:npm_\w{30,}|A(?:KIA|SIA)[A-Z0-9]{16}|AIza[\w-]{35})/g, `${CENSORED}:key`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, `${CENSORED}:private-key`],
  // Hashes of passwords: bcrypt, and the PHC form
  [/\$(?:2[aby]\$\d\d\$[./\w]{40,}|(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*)\$[^\s"']+)/g, `${CENSORED}:hash`],
];

/** In what is said of a failure. */
const SPOKEN: readonly Form[] = [
  [/\b(Bearer|Basic|Token)\s+[\w+/=.~-]{8,}/gi, `$1 ${CENSORED}`],
  // A name and a value in prose, a query or JSON in text: password=…, "api_key": "…"
  [
    /\b((?:[\w-]{0,40}[_-])?(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)["']?\s*[=:]\s*["']?)(?!\[redacted\])[^\s"'&,;)}\]]{4,}/gi,
    `$1${CENSORED}`,
  ],
];

/** In source text, where a value that is not written out is no secret: `token = readToken(request)` stays. */
const WRITTEN: readonly Form[] = [
  [/\b(Bearer|Basic)\s+(?=[a-z+/=.~_-]{0,80}\d)[\w+/=.~-]{16,}/gi, `$1 ${CENSORED}`],
  [
    /((?:password|passwd|passphrase|secret|token|(?:api|private|access|secret)[_-]?key)["'`]?(?:\s*:\s*\w{1,40})?\s*(?::=|=>|[=:])\s*["'`])(?!\[redacted\])[^\s"'`]{8,400}(?=["'`])/gi,
    `$1${CENSORED}`,
  ],
  // A line of settings: DB_PASSWORD=…
  [
    /^((?:export\s+)?[A-Z0-9_]{0,60}(?:PASSWORD|SECRET|TOKEN|KEY)=)(?=[^\s\d]{0,200}\d)[^\s"'`()$]{12,400}$/gm,
    `$1${CENSORED}`,
  ],
];

/** Worth a look at all: most texts are ids and words without any of these. */
const SUSPICIOUS =
  /:\/\/|eyJ|aeth_|s1\.|gh[pousr]_|github_pat|glpat|xox|[sprk]k[-_]|whsec|pa-|npm_|AKIA|ASIA|AIza|PRIVATE KEY|\$2|\$argon|\$scrypt|\$pbkdf|bearer|basic|token|passw|secret|key/i;

/** The text without what has the form of a secret: of a message, where rather too much is taken out than too little. */
export function redactText(text: string): string {
  return without(text, SPOKEN);
}

/** Source text without the secrets that are written out in it; what names one or computes one stays. */
export function redactSource(text: string): string {
  return without(text, WRITTEN);
}

function without(text: string, more: readonly Form[]): string {
  if (!SUSPICIOUS.test(text)) return text;
  let left = text;
  for (const [form, kept] of FORMS) left = left.replace(form, kept);
  for (const [form, kept] of more) left = left.replace(form, kept);
  return left;
}

const DEPTH_MAX = 6;
const ITEMS_MAX = 100;

/** Names that are remembered, and their length: those in our own source are some hundred short ones. */
const NAMES_MAX = 1000;
const NAME_MAX_CHARS = 40;

/** Makes copies for the log: without secrets, by name and by form, at any depth, and without what is endless. */
export function createFieldRedactor(): (value: unknown) => unknown {
  const known = new Map<string, boolean>();
  const isSecret = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = isSecretName(name);
    if (known.size < NAMES_MAX && name.length <= NAME_MAX_CHARS) known.set(name, found);
    return found;
  };
  return (value) => redactFields(value, 0, isSecret);
}

function redactFields(value: unknown, depth: number, isSecret: (name: string) => boolean): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= DEPTH_MAX) return "[deep]";
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => redactFields(item, depth + 1, isSecret));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return redactFields(describeError(value), depth, isSecret);
  const redacted: Record<string, unknown> = {};
  const fields: Readonly<Record<string, unknown>> = Object(value);
  for (const name of Object.keys(fields)) {
    redacted[name] = isSecret(name) ? CENSORED : redactFields(fields[name], depth + 1, isSecret);
  }
  return redacted;
}

/** A copy of JSON for whoever made a mistake: a secret that was put in a wrong place is not repeated to logs on the way. */
export function redactForms<T>(json: T): T {
  // A text for a text, and all else as it was: the form is the same.
  const copy: T = JSON.parse(JSON.stringify(json), (_name, value: unknown) =>
    typeof value === "string" ? redactText(value) : value,
  );
  return copy;
}

function isSecretName(name: string): boolean {
  const plain = SEPARATED.test(name) ? name.toLowerCase().replaceAll(/[_-]/g, "") : name.toLowerCase();
  return SECRET_NAMES.test(plain) || CONTENT_NAMES.has(plain);
}

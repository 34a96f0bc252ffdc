import type { Command, Flag } from "./command-table.ts";
import { CliError } from "./failure.ts";
import { flagRow } from "./help-text.ts";

interface Problem {
  readonly path: string;
  readonly message: string;
}

/** A refused input (VALIDATION_ERROR) in the words of the command line: by its flags and operands, not by the fields of the API. */
export function inCommandWords(failure: CliError, command: Command): CliError {
  const { code, details, requestId, docUrl, cause } = failure;
  const problems = problemsOf(details).map(({ path, message }) => ({ message, named: namedBy(path, command) }));
  const flags = new Set(problems.flatMap(({ named }) => (typeof named === "string" ? [] : [named])));
  const rows = [...flags].map((flag) => flagRow(flag).join("  ").trim());
  const told = problems.map(({ named, message }) => {
    return `${typeof named === "string" ? named : `--${named.name}`}: ${inPlainWords(worded(message, command), named)}`;
  });
  return new CliError({
    code,
    message: told.length === 0 ? failure.message : told.join("\n  "),
    next: rows.length === 0 ? `\`aether ${command.name} --help\` says what it takes.` : rows.join("\n  "),
    details,
    cause,
    requestId,
    docUrl,
  });
}

function problemsOf({ problems }: CliError["details"]): Problem[] {
  const all: readonly unknown[] = Array.isArray(problems) ? problems : [];
  return all.flatMap((each) => {
    const { path, message }: Partial<Record<keyof Problem, unknown>> = Object(each);
    return typeof path === "string" && typeof message === "string" ? [{ path, message }] : [];
  });
}

/** `filters.repo.0` is what --repo was given, `overlap_hours` what --overlap was; a field without a flag is the operand of that name, else itself. */
function namedBy(path: string, { flags, operands }: Command): Flag | string {
  const fields = path.split(".");
  const flag =
    flags.find(({ name }) => fields.includes(name)) ??
    flags.find(({ name }) => fields.some((field) => field.startsWith(`${name}_`)));
  if (flag !== undefined) return flag;
  const operand = operands.match(/[A-Z]+/g)?.find((word) => fields.includes(word.toLowerCase()));
  return operand ?? (path === "" ? "the input" : path);
}

/** The id of something: where to take it from, instead of what it is made of. */
function worded(message: string, { name, operands }: Command): string {
  if (message !== "Invalid UUID") return lowerFirst(message);
  return operands.includes("list")
    ? `must be an id, as \`aether ${name} list\` shows it`
    : "must be an id of 36 characters";
}

/** A bound as people say it; a flag that takes a TIME counts days. */
function inPlainWords(message: string, named: Flag | string): string {
  const [, sign, bound = ""] = /^too (?:big|small): expected number to be ([<>])=(-?[\d.]+)$/.exec(message) ?? [];
  if (sign === undefined) return message;
  const unit = typeof named !== "string" && named.value === "TIME" ? " days" : "";
  return `${sign === "<" ? "at most" : "at least"} ${bound}${unit}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

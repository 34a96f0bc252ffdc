import { z } from "zod";

import { Fault } from "#kernel/errors";
import type { Context, Permission } from "#kernel/tenancy";

/**
 * A query changes nothing and may be repeated; a command may write; a stream tells of changes while they happen; a file is
 * a query whose answer is bytes.
 */
export type OperationKind = "query" | "command" | "stream" | "file";

/** Where the REST surface puts it. Path parameters (`{id}`) and, for GET, the query string are fields of the input. */
export interface HttpRoute {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: `/${string}`;
  /** 202 for a command that answers with a job. */
  readonly status?: 200 | 201 | 202;
  /** Where to read on: a path in which `{field}` stands for a field of the answer. */
  readonly location?: `/${string}`;
  /** Other paths that lead to the same operation with the same method. */
  readonly also?: readonly `/${string}`[];
  /** The body is no JSON but an archive: the surface keeps it and gives its name as the field `archive`. */
  readonly body?: "archive";
  /**
   * Secrets that browsers keep for our own pages in cookies: taken from them where the input lacks the field, null in the
   * answer where they were put there. `ends` forgets one; without `days` one lasts as long as a session.
   */
  readonly cookies?: readonly { readonly field: string; readonly ends?: true; readonly days?: number }[];
  /** Set where a change must say which version it is made to; else it may, if the input has `expected_version`. */
  readonly ifMatch?: "required";
}

/** What will go: callers are told on every answer, long before it does. */
export interface Deprecation {
  /** From when on it is not to be used for anything new, as 2026-11-22. */
  readonly since: string;
  /** The day on which it stops, where that is known. */
  readonly sunset?: string;
  /** The path of what takes its place. */
  readonly successor: `/${string}`;
}

export interface Operation<In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType> {
  /** snake_case verb and object, unique; also the OpenAPI operationId. */
  readonly name: string;
  readonly kind: OperationKind;
  /** One sentence for help texts and API documents. */
  readonly summary: string;
  readonly permission: Permission;
  readonly input: In;
  readonly output: Out;
  /** The answer holds a secret: it is never compressed, and never kept for those who repeat a call. */
  readonly answersSecret?: true;
  /** Codes of faults a caller should be ready for, beyond those that any operation has. */
  readonly errors: readonly string[];
  /** Those of them that say: not yet, ask again. They end nothing, so they are not on the audit trail. */
  readonly interim?: readonly string[];
  readonly deprecated?: Deprecation;
  readonly http: HttpRoute;
  readonly run: (context: Context, input: z.output<In>) => Promise<z.input<Out>>;
}

/** An operation as lists hold it: `call` parses what came from outside, runs, and checks the answer, so no cast is needed. */
export interface AnyOperation extends Omit<Operation, "run"> {
  /** The answer is a page: the input has a field `cursor` and the answer `next_cursor`, null at the end. */
  readonly isPaged: boolean;
  /** Of what a file operation answers with. */
  readonly mediaType?: string;
  /** The input has a field `expected_version`: a change to another version than that is refused (PRECONDITION_FAILED). */
  readonly takesVersion: boolean;
  /** @throws Fault VALIDATION_ERROR with every issue and its path, and the operation's own faults. */
  call(context: Context, input: unknown): Promise<unknown>;
}

/** Keeps the input's and output's types together while an operation is written down. */
export function operation<In extends z.ZodType, Out extends z.ZodType>(definition: Operation<In, Out>): AnyOperation {
  const { run, ...rest } = definition;
  const checked = checkOf(definition.output);
  return Object.freeze({
    ...rest,
    isPaged: hasField(definition.input, "cursor") && hasField(definition.output, "next_cursor"),
    takesVersion: hasField(definition.input, "expected_version"),
    async call(context: Context, input: unknown) {
      return checked(await run(context, parseInput(definition, input)));
    },
  });
}

/** Calls before a schema is compiled: that takes some milliseconds once, and each check a fifth of the time from then on. */
const COMPILED_AFTER = 10;

/** Checks answers; what is wrong with one is a bug. */
function checkOf(schema: z.ZodType): (answer: unknown) => unknown {
  let calls = 0;
  let known = schema;
  return (answer) => {
    calls += 1;
    if (calls === COMPILED_AFTER) known = z.compile(schema);
    return known.parse(answer);
  };
}

/** @throws Fault VALIDATION_ERROR with every problem and its path */
export function parseInput<In extends z.ZodType>(
  { name, input: schema }: { readonly name: string; readonly input: In },
  input: unknown,
): z.output<In> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(name, parsed.error);
}

function hasField(schema: z.ZodType, name: string): boolean {
  return schema instanceof z.ZodObject && Object.hasOwn(schema.shape, name);
}

function invalid(name: string, error: z.ZodError): Fault {
  const problems = error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const [first] = problems;
  const where = first === undefined || first.path === "" ? "the input" : `"${first.path}"`;
  return new Fault("VALIDATION_ERROR", `${name}: ${where}: ${first?.message ?? "not valid"}`, { problems });
}

import { Readable } from "node:stream";

import { z } from "zod";

import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { fileOperation, operation } from "../../packages/server/src/kernel/operation/index.ts";

/** Operations that do as little as shows how a surface treats them. */
export function smallOperations() {
  const started = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<unknown>();
  let note = { text: "first", version: 1 };
  const operations = [
    operation({
      name: "echo_word",
      kind: "query",
      summary: "Says a word again.",
      permission: "code:read",
      input: z.strictObject({ word: z.string().max(2_000_000), times: z.number().int().min(1).max(3).default(1) }),
      output: z.strictObject({ said: z.string(), tenant: z.string() }),
      errors: [],
      http: { method: "POST", path: "/echo" },
      run: async ({ tenantId }, { word, times }) => ({ said: word.repeat(times), tenant: tenantId }),
    }),
    fileOperation({
      name: "get_letters",
      summary: "The letters as a file.",
      mediaType: "application/x-letters",
      permission: "code:read",
      input: z.strictObject({ name: z.string().max(20) }),
      errors: ["NOT_FOUND", "RANGE_NOT_SATISFIABLE"],
      http: { method: "GET", path: "/letters/{name}" },
      async open(_context, { name }) {
        if (name !== "abc") throw new Fault("NOT_FOUND", "no such letters");
        const letters = "abcdefghijklmnopqrstuvwxyz";
        const read = (from: number, to: number) => Readable.from([Buffer.from(letters.slice(from, to + 1))]);
        return { name: "abc.txt", bytes: letters.length, tag: "t1", read };
      },
    }),
    operation({
      name: "get_thing",
      kind: "query",
      summary: "A thing by its name.",
      permission: "code:read",
      input: z.strictObject({ id: z.string().max(200), depth: z.coerce.number().int().min(1).max(5).default(1) }),
      output: z.strictObject({ id: z.string(), depth: z.int() }),
      errors: ["NOT_FOUND", "QUEUE_FULL", "STORAGE_UNAVAILABLE"],
      http: { method: "GET", path: "/things/{id}" },
      async run(_context, { id, depth }) {
        if (id === "missing") throw new Fault("NOT_FOUND", "no thing of that name", { id });
        if (id === "busy") throw new Fault("QUEUE_FULL", "too much work is waiting", { retryAfterSeconds: 7 });
        if (id === "down") throw new Fault("STORAGE_UNAVAILABLE", "the database does not answer", {}, new Error("SQL"));
        if (id === "bug") throw new Error('syntax error in "select * from secret_table"');
        return { id, depth };
      },
    }),
    operation({
      name: "list_numbers",
      kind: "query",
      summary: "Numbers from 0 to 4.",
      permission: "code:read",
      input: z.strictObject({
        limit: z.coerce.number().int().min(1).max(5).default(2),
        cursor: z.string().max(5).optional(),
      }),
      output: z.strictObject({ numbers: z.array(z.int()), next_cursor: z.string().nullable() }),
      errors: [],
      http: { method: "GET", path: "/numbers", also: ["/old/numbers"] },
      async run(_context, { limit, cursor = "0" }) {
        const from = Number(cursor);
        const numbers = [0, 1, 2, 3, 4].slice(from, from + limit);
        return { numbers, next_cursor: from + limit < 5 ? String(from + limit) : null };
      },
    }),
    operation({
      name: "get_note",
      kind: "query",
      summary: "The note.",
      permission: "code:read",
      input: z.strictObject({}),
      output: z.strictObject({ text: z.string(), version: z.int() }),
      errors: [],
      http: { method: "GET", path: "/note" },
      run: async () => ({ ...note }),
    }),
    operation({
      name: "update_note",
      kind: "command",
      summary: "Changes the note.",
      permission: "code:write",
      input: z.strictObject({ text: z.string().max(100), expected_version: z.int().optional() }),
      output: z.strictObject({ text: z.string(), version: z.int() }),
      errors: ["PRECONDITION_FAILED"],
      http: { method: "PATCH", path: "/note", ifMatch: "required" },
      async run(_context, { text, expected_version = note.version }) {
        if (expected_version !== note.version) throw new Fault("PRECONDITION_FAILED", "the note has changed");
        note = { text, version: note.version + 1 };
        return { ...note };
      },
    }),
    operation({
      name: "list_shelves",
      kind: "query",
      summary: "Shelves with their books.",
      permission: "code:read",
      input: z.strictObject({ cursor: z.string().max(5).optional() }),
      output: z.strictObject({
        shelves: z.array(
          z.strictObject({
            name: z.string(),
            books: z.array(z.strictObject({ title: z.string(), pages: z.int() })),
            place: z.union([z.strictObject({ room: z.string(), floor: z.int() }), z.null()]),
            counts: z.record(z.string(), z.int()),
          }),
        ),
        total: z.int(),
        next_cursor: z.string().nullable(),
      }),
      errors: [],
      http: { method: "GET", path: "/shelves" },
      run: async (_context, { cursor }) => ({
        shelves: [
          {
            name: "upper",
            books: [
              { title: "one", pages: 10 },
              { title: "two", pages: 20 },
            ],
            place: { room: "hall", floor: 2 },
            counts: { red: 1, blue: 2 },
          },
          { name: "lower", books: [], place: null, counts: {} },
        ],
        total: 2,
        next_cursor: cursor === undefined ? "1" : null,
      }),
    }),
    operation({
      name: "start_work",
      kind: "command",
      summary: "Starts long work.",
      permission: "code:write",
      input: z.strictObject({}),
      output: z.strictObject({ job_id: z.string() }),
      errors: [],
      http: { method: "POST", path: "/work", status: 202, location: "/things/{job_id}" },
      run: async () => ({ job_id: "a/b" }),
    }),
    operation({
      name: "wait_for_end",
      kind: "query",
      summary: "Waits until it is stopped.",
      permission: "code:read",
      input: z.strictObject({}),
      output: z.strictObject({}),
      errors: [],
      http: { method: "GET", path: "/wait" },
      run: ({ signal }) =>
        new Promise((_, reject) => {
          started.resolve();
          signal.addEventListener("abort", () => {
            stopped.resolve(signal.reason);
            reject(new Error("stopped"));
          });
        }),
    }),
  ];
  return { operations, waitStarted: started.promise, waitStopped: stopped.promise };
}

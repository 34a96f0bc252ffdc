import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { createLogger, type Logger } from "./index.ts";

function logged(write: (log: Logger) => void, level: "debug" | "info" = "info"): unknown[] {
  const to = new PassThrough({ encoding: "utf8" });
  write(createLogger({ level, to }));
  const text: unknown = to.read();
  return (typeof text === "string" ? text : "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
}

test("a line is the event, its level, the time and the fields", () => {
  const [line] = logged((log) => log.info({ files: 812, durationMs: 4210 }, "repo.indexed"));
  expect(line).toEqual({
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    files: 812,
    durationMs: 4210,
    event: "repo.indexed",
  });
});

test("a child's lines carry its fields", () => {
  const [line] = logged((log) => log.child({ requestId: "r1" }).child({ tenantId: "t1" }).warn({}, "slow"));
  expect(line).toMatchObject({ requestId: "r1", tenantId: "t1", level: "warn" });
});

test("fields named like secrets are not written, nor are those one level below", () => {
  const text = JSON.stringify(
    logged((log) => log.info({ token: "s3cret", request: { authorization: "s3cret", path: "/x" } }, "call")),
  );
  expect(text).not.toContain("s3cret");
  expect(text).toContain("/x");
});

test("an error is written with code, stack and cause, but without the row that an SQL error quotes", () => {
  const cause = Object.assign(new Error("duplicate key"), { code: "23505", detail: "Key (slug)=(private) exists" });
  const [line] = logged((log) => log.error({ err: new Error("not saved", { cause }) }, "failed"));
  expect(line).toMatchObject({ err: { message: "not saved", cause: { code: "23505", message: "duplicate key" } } });
  expect(JSON.stringify(line)).not.toContain("private");
});

test("lines below the level are not written", () => {
  expect(logged((log) => log.debug({}, "detail"))).toEqual([]);
  expect(logged((log) => log.debug({}, "detail"), "debug")).toHaveLength(1);
});

test("a log file is for its owner only and holds everything once the logger is closed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aether-log-"));
  const file = join(folder, "deep", "server.log");
  const log = createLogger({ level: "info", to: { file } });
  for (let index = 0; index < 100; index += 1) log.info({ index }, "tick");
  await log.close();
  expect((await readFile(file, "utf8")).trim().split("\n")).toHaveLength(100);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await rm(folder, { recursive: true });
});

test("what is said after the file is closed goes to standard error, and ends nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aether-log-"));
  const script = `
    import { createLogger } from ${JSON.stringify(join(import.meta.dirname, "logger.ts"))};
    const log = createLogger({ level: "info", to: { file: ${JSON.stringify(join(folder, "server.log"))} } });
    log.info({}, "before");
    await log.close();
    log.warn({ why: "idle" }, "after");
    await log.close();`;
  const { stderr } = await promisify(execFile)(process.execPath, [
    "--conditions=@aether/source",
    "--disable-warning=ExperimentalWarning",
    "--input-type=module",
    "--eval",
    script,
  ]);
  expect(JSON.parse(stderr)).toMatchObject({ event: "after", why: "idle" });
  expect(await readFile(join(folder, "server.log"), "utf8")).toMatch(/^\{[^\n]*"event":"before"\}\n$/);
  await rm(folder, { recursive: true });
});

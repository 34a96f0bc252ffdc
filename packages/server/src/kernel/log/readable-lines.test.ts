import { PassThrough } from "node:stream";

import { expect, test } from "vitest";

import { createLogger, readableLines } from "./index.ts";

test("a person reads time, level, event and fields, and no field commands the terminal", () => {
  const screen = new PassThrough({ encoding: "utf8" });
  const log = createLogger({ level: "info", to: readableLines(screen) });
  log.warn({ url: "http://127.0.0.1:1", files: 2, why: "a b\n\u001b[2J\u009b", err: new Error("no") }, "db.lost");
  log.info({}, "server.listening");
  const [first = "", second, ...others] = String(screen.read()).split("\n");
  expect(first).toMatch(
    /^\d\d:\d\d:\d\d warn {2}db\.lost url=http:\/\/127\.0\.0\.1:1 files=2 why="a b\\n\\u001b\[2J\ufffd" err=\{.*"no"/,
  );
  expect([second?.slice(9), others]).toEqual(["info  server.listening", [""]]);
});

/** Looking through much text of which little matches, on both engines: the same lines as when every text is looked through here. */
import { hash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { lookThrough } from "../../packages/server/src/aether/grep/look-through.ts";
import type { ListedFile } from "../../packages/server/src/aether/grep/store.ts";
import type { TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { createFinder, createMatchers } from "../../packages/server/src/kernel/grep/index.ts";
import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";

const LINES = 2000;
const EXACT = { isLiteral: false, ignoreCase: false, word: false, multiline: false };

/** A text of some 100 KB in which a needle stands on its first lines, on two that follow one another, and on its last. */
function textOf(file: number): string {
  const lines = Array.from(
    { length: LINES },
    (_, at) => `${at} wörter 漢字 of file ${file}, ${(at * 7919) % 9973} more`,
  );
  for (const at of [0, 700, 701, LINES - 1]) lines[at] = `${at} needle needles of ${file} \u{1f600}`;
  if (file % 8 === 3) lines[701] = `a needle(${file}) and needle(${file})`;
  if (file % 8 === 5) lines[0] = `no(needle`;
  const end = ["", "\n", "\r\n", "\r"][file % 4];
  return lines.join(file % 2 === 0 ? "\n" : "\r\n") + end;
}

const TEXTS = Array.from({ length: 40 }, (_, file) => textOf(file));

describe.each(ENGINES)("sifted texts on $engine", (engine) => {
  let aether: TestAether;
  let db: TenantDb;
  const matchers = createMatchers();
  const files = TEXTS.map((text, at): ListedFile => {
    const place = { unitId: at + 1, trackId: 1, path: `${at}.txt`, language: "", window: undefined };
    return { ...place, hash: hash("md5", text, "hex"), bytes: Buffer.byteLength(text) };
  });

  beforeAll(async () => {
    aether = await openAether(engine, { paused: true });
    const { tenantId } = (await aether.tenant()).context;
    db = aether.db.forTenant({ tenantId });
    for (const [at, file] of files.entries()) {
      await db.write((tx) =>
        tx.execute("insert into blob (tenant_id, hash, bytes, content) values ($1, $2::uuid, $3, $4)", [
          tenantId,
          file.hash,
          file.bytes,
          TEXTS[at],
        ]),
      );
    }
  });
  afterAll(async () => {
    await matchers.close();
    await aether.close();
  });

  async function linesFound(pattern: string, options: { readonly before?: number; readonly windows?: boolean } = {}) {
    const { before = 0, windows = false } = options;
    const limits = { matches: 1000, bytes: 1e9, ms: 60_000 };
    const { signal } = new AbortController();
    const look = { pattern: { ...EXACT, pattern }, matchers, before, after: 0, afterLine: 0, limits, signal };
    const listed = windows ? files.map((file, at) => ({ ...file, window: windowOf(TEXTS[at] ?? "") })) : files;
    let sent = 0;
    const counting: TenantDb = {
      ...db,
      async query<Row extends object>(sql: string, params?: Parameters<TenantDb["query"]>[1]) {
        const rows = await db.query<Row>(sql, params);
        sent += JSON.stringify(rows).length;
        return rows;
      },
    };
    const found: object[] = [];
    const asList = (async function* () {
      yield listed;
    })();
    for await (const step of lookThrough(counting, asList, look)) {
      expect(step.kind).not.toBe("given-up");
      if (step.kind === "match") found.push({ file: step.file.path, ...step.lines });
    }
    return { found, sent };
  }

  /** The line behind the first one, to the text's end. */
  function windowOf(text: string) {
    return { from: Buffer.byteLength(text.slice(0, text.indexOf("\n") + 1)), to: undefined, lines: 1 };
  }

  function expectedOf(pattern: string, before = 0): object[] {
    const finder = createFinder({ ...EXACT, pattern });
    const options = { afterLine: 0, limit: 1000, before, after: 0, budgetMs: 60_000 };
    return TEXTS.flatMap((text, at) => finder.find(text, options).found.map((one) => ({ file: `${at}.txt`, ...one })));
  }

  test.each(["needle\\(", "needle.*😀.$", "^no.needle$", "needle of nothing"])(
    "all lines with %s are found, and not every text is sent",
    async (pattern) => {
      const { found, sent } = await linesFound(pattern);
      expect(found).toEqual(expectedOf(pattern));
      expect(sent).toBeLessThan(TEXTS.join("").length);
    },
  );

  test("lines around are there, and lines of a text's part count as if all were looked through", async () => {
    expect((await linesFound("needle\\(", { before: 2 })).found).toEqual(expectedOf("needle\\(", 2));
    const parts = await linesFound("needle\\(", { windows: true });
    expect(parts.found).toEqual(expectedOf("needle\\("));
  });
});

/** Literal and regular-expression search over what is indexed, on both engines. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SHOP = {
  "src/cart.ts": "export function addToCart(id: string) {\n  return lookUp(id);\n}\n",
  "src/tax.py": "def tax_rate(country):\n    # the rate of a country\n    return RATES[country]\n",
  "config/app.yml": "cart:\n  limit: 30\n  country: fr\n",
  "docs/guide.md": "# Cart\n\nThe cart holds what the country sells.\n",
  "windows.txt": "first cart\r\nsecond Cart\r\n",
  "字.txt": "漢字かな交じり文\ncafé\n",
  "data.csv": "id;name\n1;Cart\n",
  Makefile: "cart:\n\techo cart\n",
};

interface Line {
  readonly repo: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const places = ({ matches }: { readonly matches: readonly Line[] }): string[] =>
  matches.map(({ file, line }) => `${file}:${line}`);

async function grepAll(tenant: TestTenant, input: object): Promise<Line[]> {
  const lines: Line[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await tenant.call("grep", { ...input, ...(cursor !== undefined && { cursor }) });
    lines.push(...page.matches);
    cursor = page.next_cursor;
  }
  return lines;
}

describe.each(ENGINES)("grep on $engine", (engine) => {
  let aether: TestAether;
  let tenant: TestTenant;
  beforeAll(async () => {
    aether = await openAether(engine);
    tenant = await aether.tenant();
    using folder = temporaryFolder(SHOP);
    await tenant.index(folder.path, { name: "shop" });
  });
  afterAll(() => aether.close());

  test("every text file is searched, whatever its language, in the order of paths and lines", async () => {
    const answer = await tenant.call("grep", { pattern: "cart", literal: true });
    expect(places(answer)).toEqual([
      "Makefile:1",
      "Makefile:2",
      "config/app.yml:1",
      "docs/guide.md:3",
      "windows.txt:1",
    ]);
    expect(answer).toMatchObject({ ended_by: "end", next_cursor: null, given_up: [] });
    expect(answer.matches[4]).toEqual({
      repo: "shop",
      file: "windows.txt",
      language: "",
      line: 1,
      end_line: 1,
      text: "first cart",
      text_from: 0,
      highlights: [[1, 6, 10]],
      before: [],
      after: [],
    });
    expect(answer.completeness.repos).toMatchObject([{ repo: "shop", skipped_files: 0 }]);
  });

  test("case, words, lines around and expressions are as asked", async () => {
    const all = { pattern: "cart", case: "insensitive" };
    expect(places(await tenant.call("grep", all))).toHaveLength(9);
    expect(places(await tenant.call("grep", { ...all, word: true }))).not.toContain("src/cart.ts:1");
    expect(places(await tenant.call("grep", { pattern: "cart", case: "smart" }))).toHaveLength(9);
    expect(places(await tenant.call("grep", { pattern: "Cart", case: "smart" }))).toHaveLength(4);
    expect(places(await tenant.call("grep", { pattern: "^second .art$" }))).toEqual(["windows.txt:2"]);
    const { matches } = await tenant.call("grep", { pattern: "limit", before: 1, after: 5 });
    expect(matches).toMatchObject([{ before: ["cart:"], after: ["  country: fr"] }]);
    expect(places(await tenant.call("grep", { pattern: "字か|é$" }))).toEqual(["字.txt:1", "字.txt:2"]);
    const over = await tenant.call("grep", { pattern: "first cart\\nsecond", multiline: true });
    expect(over.matches).toMatchObject([{ line: 1, end_line: 2, text: "first cart\nsecond Cart" }]);
  });

  test("filters by path, language and repository narrow it, and an exclamation mark leaves out", async () => {
    const cart = { pattern: "cart", case: "insensitive" };
    expect(places(await tenant.call("grep", { ...cart, path: ["*.txt"] }))).toEqual(["windows.txt:1", "windows.txt:2"]);
    expect(places(await tenant.call("grep", { ...cart, path: ["*.{ts,yml}"] }))).toEqual([
      "config/app.yml:1",
      "src/cart.ts:1",
    ]);
    expect(places(await tenant.call("grep", { ...cart, path: ["/*.{ts,yml}", "*.cs[u-w]"] }))).toEqual(["data.csv:2"]);
    expect(places(await tenant.call("grep", { ...cart, lang: ["ts"] }))).toEqual(["src/cart.ts:1"]);
    expect(places(await tenant.call("grep", { ...cart, path: ["c", "!Makefile", "!docs/**", "!*.txt"] }))).toEqual([
      "config/app.yml:1",
      "data.csv:2",
      "src/cart.ts:1",
    ]);
    expect(places(await tenant.call("grep", { ...cart, repo: ["shop"], limit: 1 }))).toEqual(["Makefile:1"]);
    await expect(tenant.call("grep", { ...cart, repo: ["ship"] })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(tenant.call("grep", { ...cart, lang: ["klingon"] })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
  });

  test("pages go on where the one before ended, within a file and between files", async () => {
    for (const input of [{ pattern: "cart", case: "insensitive" }, { pattern: "c" }, { pattern: "t\\b" }]) {
      const whole = await tenant.call("grep", input);
      for (const limit of [1, 2, 3]) expect(await grepAll(tenant, { ...input, limit })).toEqual(whole.matches);
    }
  });

  test("files whose trigrams do not fit are not read", async () => {
    const { searched } = await tenant.call("grep", { pattern: "lookUp\\(" });
    expect(searched).toMatchObject({ files: 1, without_trigrams: [] });
    expect((await tenant.call("grep", { pattern: "zebra" })).searched.files).toBe(0);
  });

  test("of a long file only the parts that may have it are read, and lines count as if all were", async () => {
    const other = await aether.tenant();
    const lines = Array.from({ length: 9000 }, (_, at) => `${at} wörter 漢字 of line ${(at * 7919) % 9973}`);
    for (const at of [0, 1, 2500, 2501, 6000, 8999]) lines[at] = `${at} the needle of ${at} \u{1f600}`;
    lines[4000] = "first end";
    lines[4001] = "second begin";
    using folder = temporaryFolder({
      "long.txt": lines.join("\n"),
      "windows.txt": `${lines.join("\r\n")}\r\n`,
    });
    await other.index(folder.path, { name: "long" });
    const bytes = Buffer.byteLength(lines.join("\n"));
    const rare = await other.call("grep", { pattern: "needle of 2500", path: ["long.txt"] });
    expect(rare.matches).toMatchObject([
      { line: 2501, end_line: 2501, text: lines[2500], highlights: [[2501, 9, 23]] },
    ]);
    expect(rare.searched.bytes).toBeLessThan(bytes / 3);
    // With lines around, and where a match may go over lines, files are read whole: both must find the same lines.
    for (const input of [
      { pattern: "needle" },
      { pattern: "the needle of \\d+", word: true },
      { pattern: "NEEDLE", case: "insensitive" },
      { pattern: "needle of 8999", literal: true },
      { pattern: "字 of line 3811$" },
      { pattern: "first end$|second begin" },
    ]) {
      const whole = await other.call("grep", { ...input, before: 1 });
      const parts = await other.call("grep", input);
      expect(whole.matches.length).toBeGreaterThan(1);
      expect(parts.matches).toEqual(whole.matches.map((match: object) => ({ ...match, before: [] })));
      expect(parts.searched.bytes).toBeLessThanOrEqual(whole.searched.bytes);
      expect(await grepAll(other, { ...input, limit: 2 })).toEqual(parts.matches);
    }
    const over = await other.call("grep", { pattern: "first end\\r?\\nsecond begin", multiline: true });
    expect(places(over)).toEqual(["long.txt:4001", "windows.txt:4001"]);
    const far = await other.call("grep", { pattern: "(?s)needle of 2500.*needle of 6000", multiline: true });
    expect(places(far)).toEqual(["long.txt:2501", "windows.txt:2501"]);
  });

  test("a pattern that cannot be looked for is refused with what to do", async () => {
    const refused = async (input: object): Promise<string> =>
      tenant.call("grep", input).then(
        () => "answered",
        ({ code, message }: { readonly code: string; readonly message: string }) => `${code} ${message}`,
      );
    expect(await refused({ pattern: "(a" })).toMatch(/^VALIDATION_ERROR pattern: missing closing \).*literal/);
    expect(await refused({ pattern: "a(?=b)" })).toMatch(/lookahead and lookbehind are not supported.*RE2/);
    expect(await refused({ pattern: "(?<!a)b" })).toMatch(/lookahead and lookbehind are not supported.*RE2/);
    expect(await refused({ pattern: "(a)\\1" })).toMatch(/references back to a group are not supported.*RE2/);
    expect(await refused({ pattern: "a)(b", word: true })).toMatch(/unexpected \)/);
    expect(await refused({ pattern: "((x{100}){10}){9}" })).toMatch(/VALIDATION_ERROR/);
    expect(await refused({ pattern: "x{900}y{900}".repeat(9) })).toMatch(/repetitions make it too large/);
    expect(await refused({ pattern: "a\\nb" })).toMatch(/ask with multiline/);
    expect(await refused({ pattern: "" })).toMatch(/VALIDATION_ERROR/);
    const { next_cursor: cursor } = await tenant.call("grep", { pattern: "cart", limit: 1 });
    expect(await refused({ pattern: "cart", cursor })).toBe("answered");
    const nowhere = cursor.replace(/^(\d+\.\d+)\.\d+/, "$1.999999");
    expect(await refused({ pattern: "cart", cursor: nowhere })).toMatch(/^CONFLICT/);
    for (const other of [{ case: "insensitive" }, { pattern: "car" }, { path: ["*.txt"] }, { repo: ["shop"] }]) {
      expect(await refused({ pattern: "cart", cursor, ...other })).toMatch(/^VALIDATION_ERROR .*another question/);
    }
    expect(await refused({ pattern: "cart", cursor, limit: 2, before: 1, force: true })).toBe("answered");
    expect(await refused({ pattern: "cart", cursor: "nonsense" })).toMatch(/^VALIDATION_ERROR/);
    expect(await refused({ pattern: "(a+)+$", path: ["*.txt"] })).toBe("answered");
  });

  test("a pattern that would look through all of much text says how much, unless it is narrowed or forced", async () => {
    const other = await aether.tenant();
    using folder = temporaryFolder({ "a.txt": "a needle\n", "b/c.txt": "a noodle\n" });
    await other.index(folder.path, { name: "hay" });
    await aether.db
      .forTenant(other.context)
      .write((tx) => tx.execute("update file set bytes = 40000000 where path = 'a.txt'"));
    const { code, message, details } = await other.call("grep", { pattern: "n..d" }).catch((error: unknown) => error);
    expect(code).toBe("VALIDATION_ERROR");
    expect(message).toMatch(
      /"n\.\.d" has no three letters .* so 40 MB would be looked through: narrow it .* or set force/,
    );
    expect(details).toMatchObject({ bytes: 40_000_009 });
    expect(places(await other.call("grep", { pattern: "n..d", path: ["b/**"] }))).toEqual(["b/c.txt:1"]);
    expect(places(await other.call("grep", { pattern: "n..d", force: true }))).toEqual(["a.txt:1", "b/c.txt:1"]);
    expect(places(await other.call("grep", { pattern: "noodle|needle" }))).toEqual(["a.txt:1", "b/c.txt:1"]);
  });

  test("patterns made to explode are answered or refused in bounded time", async () => {
    const words = Array.from({ length: 140 }, (_, at) => `w${String(at).padStart(3, "0")}x`);
    const outcome = async (pattern: string): Promise<unknown> =>
      tenant.call("grep", { pattern, force: true }).then(
        (answer) => places(answer).length > 0,
        ({ code, message }: { readonly code: string; readonly message: string }) => `${code} ${message}`,
      );
    const tried: readonly (readonly [string, unknown])[] = [
      ["(t+)+$", true],
      ["(a|a)*r", true],
      ["(.*)*,(.*)*", false],
      ["(c|ca|car|cart)*$", true],
      [`${"(".repeat(490)}cart${")".repeat(490)}`, true],
      [[...words, "lookUp"].join("|"), true],
      [words.join("|"), false],
      ["x".repeat(1_000_000), expect.stringMatching(/^VALIDATION_ERROR .*1000/)],
      ["ab|".repeat(400_000), expect.stringMatching(/^VALIDATION_ERROR .*1000/)],
      ["(?:a{0,99}){0,99}", expect.stringMatching(/^VALIDATION_ERROR/)],
    ];
    for (const [pattern, wanted] of tried) {
      const before = process.cpuUsage();
      expect([pattern.slice(0, 40), await outcome(pattern)]).toEqual([pattern.slice(0, 40), wanted]);
      expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
    }
  });

  test("letters that no text can have are found nowhere, and are no fault", async () => {
    for (const pattern of ["car\0t", "car\\x00t", "car\ud800", "\u202ecart", "\\x{10ffff}"]) {
      expect(places(await tenant.call("grep", { pattern }))).toEqual([]);
      expect(places(await tenant.call("grep", { pattern, literal: true, case: "insensitive" }))).toEqual([]);
    }
  });

  test("what was changed is found as it is now, and what is gone is not", async () => {
    const other = await aether.tenant();
    using folder = temporaryFolder({ "a.txt": "needle one\n", "b.txt": "needle two\n", "c.txt": "needle three\n" });
    await other.index(folder.path, { name: "hay" });
    folder.write("b.txt", "nothing here\n");
    folder.write("d.txt", "a new needle\n");
    await other.index(folder.path, { name: "hay" });
    expect(places(await other.call("grep", { pattern: "needle" }))).toEqual(["a.txt:1", "c.txt:1", "d.txt:1"]);
    expect(places(await other.call("grep", { pattern: "needle", snapshot: 1, repo: ["hay"] }))).toEqual([
      "a.txt:1",
      "b.txt:1",
      "c.txt:1",
    ]);
  });

  test("pages that were begun before an index go on in the snapshot that they began with", async () => {
    const other = await aether.tenant();
    using folder = temporaryFolder({ "a.txt": "needle\n", "b.txt": "needle\n", "c.txt": "needle\n" });
    await other.index(folder.path, { name: "hay" });
    const first = await other.call("grep", { pattern: "needle", limit: 1 });
    folder.write("b.txt", "gone\n");
    folder.write("aa.txt", "needle\n");
    await other.index(folder.path, { name: "hay" });
    const rest = await other.call("grep", { pattern: "needle", cursor: first.next_cursor });
    expect(places(rest)).toEqual(["b.txt:1", "c.txt:1"]);
    expect(rest.completeness.repos[0].snapshot).toBe(1);
    expect(places(await other.call("grep", { pattern: "needle" }))).toEqual(["a.txt:1", "aa.txt:1", "c.txt:1"]);
  });

  test("repositories come by name, and another tenant's are not there", async () => {
    const [ours, theirs] = [await aether.tenant(), await aether.tenant()];
    using one = temporaryFolder({ "x.txt": "needle\n", "a.txt": "needle\n" });
    using two = temporaryFolder({ "b.txt": "needle\n" });
    await ours.index(one.path, { name: "beta" });
    await ours.index(two.path, { name: "alpha" });
    const before = await ours.call("grep", { pattern: "needle" });
    using crowd = temporaryFolder(
      Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}.txt`, "needle in another's hay\n"])),
    );
    await theirs.index(crowd.path, { name: "alpha" });
    expect(await ours.call("grep", { pattern: "needle" })).toEqual(before);
    expect(before.matches.map(({ repo, file }: Line) => `${repo}/${file}`)).toEqual([
      "alpha/b.txt",
      "beta/a.txt",
      "beta/x.txt",
    ]);
    const { next_cursor: cursor } = await theirs.call("grep", { pattern: "needle", limit: 1 });
    const answer = await ours.call("grep", { pattern: "needle", cursor }).catch((error: unknown) => error);
    expect(JSON.stringify(answer)).not.toContain("another's");
  });

  test("a stream tells what the pages tell, goes on behind any event, and is over behind the last", async () => {
    interface Event {
      readonly id: string;
      readonly data: { readonly matches: Line[]; readonly done: boolean; readonly ended_by: string | null };
    }
    const listen = async (input: object): Promise<Event[] | undefined> => {
      const events: AsyncIterable<Event> | undefined = await tenant.call("stream_grep", input);
      if (events === undefined) return undefined;
      const all: Event[] = [];
      for await (const event of events) all.push(event);
      return all;
    };
    using folder = temporaryFolder(
      Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`s${at}.txt`, `stream ${at}\n`.repeat(40)])),
    );
    await tenant.index(folder.path, { name: "streams" });
    const asked = { pattern: "stream \\d", repo: "streams" };
    const whole = await grepAll(tenant, { ...asked, repo: ["streams"] });
    const events = (await listen(asked)) ?? [];
    expect(events.length).toBeGreaterThan(3);
    expect(events.flatMap(({ data }) => data.matches)).toEqual(whole);
    expect(events.map(({ data }) => data.done)).toEqual([...events.slice(1).map(() => false), true]);
    for (const [at, { id }] of events.entries()) {
      const rest = await listen({ ...asked, last_event_id: id });
      const expected = events.slice(at + 1).flatMap(({ data }) => data.matches);
      expect(rest?.flatMap(({ data }) => data.matches)).toEqual(at === events.length - 1 ? undefined : expected);
    }
    const few = (await listen({ ...asked, limit: "3" })) ?? [];
    expect(few.map(({ data }) => [data.matches.length, data.ended_by])).toEqual([[3, "limit"]]);
    await expect(listen({ ...asked, repo: "nowhere" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(listen({ ...asked, last_event_id: "x" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("what was indexed before there were trigrams is looked through all the same, and said to be", async () => {
    const old = await aether.tenant();
    using folder = temporaryFolder({ "a.txt": "needle\n", "b.txt": "hay\n", "c.txt": "a needle\n" });
    await old.index(folder.path, { name: "hay" });
    const having = await old.call("grep", { pattern: "needle" });
    await aether.db.forTenant(old.context).write(async (tx) => {
      await tx.execute("delete from gram_block");
      await tx.execute("delete from gram_shard");
    });
    const without = await old.call("grep", { pattern: "needle" });
    expect(without.matches).toEqual(having.matches);
    expect(without.searched).toMatchObject({ files: 3, without_trigrams: ["hay"] });
    expect(await grepAll(old, { pattern: "needle", limit: 1 })).toEqual(having.matches);
  });
});

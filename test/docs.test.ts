import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { HOUSES } from "./architecture/table.ts";
import { ENGINES } from "./support/databases.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FEWEST_PAGES = 12;

/** Every Markdown page that is part of the product, whether committed yet or not. */
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(ROOT, path)));

test("the pages are read", () => {
  expect(pages.length).toBeGreaterThanOrEqual(FEWEST_PAGES);
});

describe("every link leads somewhere:", () => {
  test.each(pages)("%s", (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });
});

describe("a broken link is found:", () => {
  test.each([
    ["a file that is not there", "[a](gone.md)"],
    ["a heading that is not there", "[a](docs/architecture.md#no-such-heading)"],
    ["a heading of the same page", "# One\n[a](#two)"],
    ["a reference without a target", "[a][nowhere]"],
    ["a machine's own path", "[a](/etc/passwd)"],
    ["an address without encryption", "[a](http://example.com/)"],
  ])("%s", (_what, text) => {
    expect(brokenLinksIn(text, "README.md")).toHaveLength(1);
  });

  test("and a sound one is not", () => {
    const text =
      "# A `b` c!\n[a](README.md) [b](#a-b-c) [c](https://example.com/x) [d](docs/) `[e](gone.md)`\n```\n[f](g)\n```";
    expect(brokenLinksIn(text, "README.md")).toEqual([]);
  });
});

test("docs/decisions/dependencies.md has a line for every dependency, and for nothing else", () => {
  const page = readFileSync(join(ROOT, "docs/decisions/dependencies.md"), "utf8");
  const named = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
  expect(named.sort()).toEqual(dependencies().sort());
});

test("docs/architecture.md names every table of the migrations, and no other", async () => {
  const [engine] = ENGINES;
  const database = await engine?.open();
  const found = await database?.db.queueExecutor.executeSql(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'schema_migration'",
    [],
  );
  await database?.drop();
  const tables = (found?.rows ?? []).map((row) => String(row["relname"]));
  const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
  const section = /^## Data$[^]*?(?=^## )/m.exec(page)?.[0] ?? "";
  const rows = [...section.matchAll(/^\| (`[^|]+`) \|/gm)].map((match) => match[1] ?? "");
  const named = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ""));
  expect(named.sort()).toEqual(tables.sort());
});

test("docs/architecture.md says of every house what it knows", () => {
  const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
  const section = /^## Houses$[^]*?(?=^## )/m.exec(page)?.[0] ?? "";
  const named = [...section.matchAll(/^\| ([a-z/]+) \|/gm)]
    .map((match) => match[1] ?? "")
    .filter((name) => name !== "house");
  expect(named.sort()).toEqual(HOUSES.map(({ name }) => name).sort());
});

function brokenLinks(page: string): string[] {
  return brokenLinksIn(readFileSync(join(ROOT, page), "utf8"), page);
}

/** Links that lead nowhere. Addresses on the web are only looked at for their form: a test needs no network. */
function brokenLinksIn(text: string, page: string): string[] {
  const prose = text.replace(/^(`{3,})[^]*?^\1/gm, "").replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]]/g, ""));
  const inline = [...prose.matchAll(/\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map((match) => match[1] ?? "");
  const defined = new Map([...prose.matchAll(/^\[([^\]]+)\]:\s*(\S+)/gm)].map((match) => [match[1], match[2] ?? ""]));
  const missing = [...prose.matchAll(/\[[^\]]+\]\[([^\]]+)\]/g)].flatMap((match) =>
    defined.has(match[1]) ? [] : [`[${match[1]}]`],
  );
  return [...missing, ...[...inline, ...defined.values()].filter((target) => isBroken(target, page, text))];
}

function isBroken(target: string, page: string, text: string): boolean {
  if (/^(https:|mailto:)/.test(target)) return false;
  if (/^[a-z]+:/.test(target)) return !/^http:\/\/(127\.0\.0\.1|localhost)/.test(target);
  const [path = "", heading] = target.split("#");
  if (path.startsWith("/")) return true;
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return true;
  if (heading === undefined) return false;
  const content = path === "" ? text : readFileSync(join(ROOT, file), "utf8");
  return !headingsOf(content).has(heading);
}

/** Headings as GitHub writes their anchors. */
function headingsOf(text: string): Set<string> {
  const headings = [...text.replace(/^(`{3,})[^]*?^\1/gm, "").matchAll(/^#+\s+(.+)$/gm)];
  return new Set(
    headings.map((match) =>
      (match[1] ?? "")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}

function dependencies(): string[] {
  const names = [
    "package.json",
    "packages/graph/package.json",
    "packages/server/package.json",
    "packages/web/package.json",
  ];
  const all = names.flatMap((name) => {
    const read: Partial<Record<string, Record<string, string>>> = JSON.parse(readFileSync(join(ROOT, name), "utf8"));
    return [read["dependencies"], read["devDependencies"], read["optionalDependencies"]].flatMap((it) =>
      Object.keys(it ?? {}),
    );
  });
  return [...new Set(all)].filter((name) => !name.startsWith("@aether/"));
}

/** What a tenant does that means harm: it sends trees that are made to take long, and asks for what takes long in them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NEVER_B = "a".repeat(100_000);
const DEEP = "a/".repeat(60);

/** Writes the tree, with something in every file that no tree before had: what is known already costs nothing. */
export function writeHostileTree(root: string, salt: string): void {
  const body = Array.from({ length: 3000 }, (_, n) => `  door${n % 50} = open_door(door${n}, "${salt}${n}")`).join(
    "\n",
  );
  const files: Record<string, string> = {
    ".gitignore": [`a/${"**/".repeat(30)}b`, `${"*a".repeat(100)}*b`, `${"**/a/".repeat(30)}b`]
      .map((line) => `${line}\n`.repeat(200))
      .join(""),
    [`${DEEP}${"a".repeat(200)}`]: salt,
    "nested.py": `x = ${"[\n".repeat(50_000)}${salt}`,
    "flat.js": `x = [${"[".repeat(20_000)}'${salt}'${"]".repeat(20_000)}]`,
    "line.txt": `${NEVER_B}${salt}\n${NEVER_B}\n`,
    "lines.md": `# door ${salt}\n\n${"a a a a a a a a a a a a\n".repeat(20_000)}`,
    "package.json": `{"name":"${salt}","dependencies":{${Array.from({ length: 5000 }, (_, n) => `"p${n}":"*"`).join(",")}}}`,
    "tsconfig.json": `{"compilerOptions":{"paths":{${Array.from({ length: 2000 }, (_, n) => `"${"*/".repeat(9)}${n}":["*"]`).join(",")}}}}`,
    "chain.ts": Array.from(
      { length: 3000 },
      (_, n) => `export class C${n} extends C${n + 1} { door() { return super.door(); } }`,
    ).join("\n"),
    "calls.ts": `// ${salt}\n${Array.from({ length: 4000 }, (_, n) => `export function door${n}() { return door${n + 1}().door${n}().door(); }`).join("\n")}`,
  };
  // Nearly the same long text under one name, many times.
  for (let n = 0; n < 60; n += 1) files[`copies/c${n}.py`] = `def door():\n  # ${n}\n${body}\n`;
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }
}

interface Asked {
  readonly path: "/retrieve/search" | "/retrieve/grep" | "/ingest/repository";
  readonly body: object;
}

/** Searches that take long, each time as if it were new. */
export function hostileQuestions(salt: string): readonly Asked[] {
  const search = (query: string, more: object = {}): Asked => ({
    path: "/retrieve/search",
    body: { query: `${query} ${salt}`, limit: 50, ...more },
  });
  const grep = (pattern: string, more: object = {}): Asked => ({
    path: "/retrieve/grep",
    body: { pattern: `${pattern}|${salt}`, limit: 1000, force: true, ...more },
  });
  const wild = [`${"**/".repeat(30)}x`, `${"*a".repeat(16)}*b`, "?".repeat(32), "(a+)+$"];
  return [
    search("door open", { expand: true }),
    search(Array.from({ length: 10_000 }, (_, n) => `door${n}`).join(" ")),
    search(`"${"a ".repeat(400)}"`),
    search("a".repeat(90_000)),
    search("door", { filters: { path: Array.from({ length: 50 }, (_, n) => wild[n % 4] ?? "") } }),
    search(Array.from({ length: 2000 }, (_, n) => `    at door${n} (/srv/copies/c${n}.py:${n}:7)`).join("\n")),
    search("drooo opne", { expand: true }),
    grep("(a+)+$"),
    grep("(.*)*x"),
    grep("(?:a|aa)*b", { multiline: true }),
    grep("(x+x+)+y", { case: "insensitive", before: 20, after: 20 }),
    grep("[\\s\\S]*door[\\s\\S]*", { multiline: true }),
    grep(`(${"a?".repeat(100)}${"a".repeat(100)})+`),
    grep("door", { before: 20, after: 20, path: wild }),
  ];
}

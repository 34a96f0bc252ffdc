/**
 * Who may import whom. An allow-list: what is not named here is refused. docs/architecture.md shows the same table and is
 * tested against it. A new house is a new row; a row for a house that does not exist yet is not kept.
 */
export interface House {
  readonly name: string;
  /** Repository paths: a folder ends in "/", a `*` stands for one folder. The first house that matches a file owns it. */
  readonly files: readonly string[];
  /** Names of houses, entered by their faces only; "kernel" stands for every folder of it. */
  readonly ours: readonly string[];
  readonly packages: readonly string[];
  /** Modules of Node without the prefix. */
  readonly node: "any" | readonly string[];
}

const KERNEL = "packages/server/src/kernel";
const SERVER = "packages/server/src";

export const HOUSES: readonly House[] = [
  {
    name: "contract",
    files: [`${SERVER}/contract.ts`, `${SERVER}/*/contract.ts`, `${SERVER}/*/contract-*.ts`],
    ours: [],
    packages: ["zod"],
    node: [],
  },
  {
    name: "graph/disk",
    files: ["packages/graph/src/disk.ts", "packages/graph/src/disk/"],
    ours: ["graph"],
    packages: [],
    node: "any",
  },
  {
    name: "graph",
    // The parser can be entered alone, so that its threads load nothing else.
    files: ["packages/graph/src/", "packages/graph/src/parse/"],
    ours: [],
    packages: ["web-tree-sitter", "@noble/hashes", "@bufbuild/protobuf"],
    node: [],
  },
  kernel("errors", []),
  kernel("config", ["zod"]),
  kernel("secrets", []),
  kernel("audit", []),
  kernel("log", ["pino"]),
  kernel("time", []),
  kernel("db", ["pg", "@electric-sql/pglite", "@electric-sql/pglite-pgvector"]),
  kernel("jobs", ["pg-boss", "zod"]),
  kernel("limits", []),
  kernel("tenancy", []),
  kernel("auth", ["@node-rs/bcrypt", "jose"]),
  kernel("operation", ["zod"]),
  kernel("idempotency", []),
  kernel("archives", []),
  kernel("scratch", []),
  kernel("outgoing", ["ipaddr.js"]),
  kernel("models", []),
  kernel("search", []),
  kernel("grep", ["re2js"]),
  kernel("caches", ["tiny-lru"]),
  {
    name: "remote",
    files: [`${SERVER}/remote/`],
    ours: ["kernel"],
    packages: ["yauzl", "tar-stream"],
    node: "any",
  },
  {
    name: "aether",
    files: [`${SERVER}/aether/`],
    ours: ["kernel", "graph", "graph/disk", "contract", "remote"],
    packages: ["zod", "fastest-levenshtein"],
    node: ["crypto", "fs", "path", "zlib"],
  },
  {
    name: "accounts",
    files: [`${SERVER}/accounts/`],
    ours: ["kernel", "contract"],
    packages: ["zod", "@node-rs/argon2", "nodemailer"],
    node: ["crypto", "fs", "path", "util", "zlib"],
  },
  {
    name: "surfaces/http",
    files: [`${SERVER}/surfaces/http/`],
    ours: ["kernel", "contract"],
    packages: [
      "fastify",
      "@fastify/busboy",
      "@fastify/compress",
      "@fastify/static",
      "@scalar/fastify-api-reference",
      "zod",
    ],
    node: "any",
  },
  {
    name: "client",
    files: ["packages/client/src/"],
    ours: [],
    packages: [],
    node: [],
  },
  {
    name: "surfaces/cli",
    files: [`${SERVER}/surfaces/cli/`],
    ours: ["kernel", "contract", "graph", "graph/disk", "client"],
    packages: ["zod", "fastest-levenshtein", "@napi-rs/keyring"],
    node: "any",
  },
  {
    name: "main",
    files: [`${SERVER}/main/`],
    ours: [
      "kernel",
      "contract",
      "graph",
      "graph/disk",
      "aether",
      "accounts",
      "remote",
      "surfaces/http",
      "surfaces/cli",
    ],
    packages: [],
    node: "any",
  },
  {
    name: "web",
    files: ["packages/web/src/"],
    ours: ["contract"],
    packages: ["react", "react-dom", "@mantine/core", "@mantine/hooks", "@tanstack/react-query", "shiki"],
    node: [],
  },
];

/** Where reading starts: what nobody reaches from here is dead. A worker is reached by `new URL(…, import.meta.url)`. */
export const ENTRIES: readonly string[] = [
  "packages/client/src/index.ts",
  "packages/graph/src/index.ts",
  "packages/graph/src/disk.ts",
  `${SERVER}/contract.ts`,
  `${SERVER}/main/`,
  "packages/web/src/main.tsx",
];

/** Files that may hold SQL; everywhere else a statement in a string is refused. */
export const SQL_FILES: readonly RegExp[] = [/(^|[/-])store\.ts$/, /^packages\/server\/src\/kernel\/db\//];

/** The houses that read the environment and the arguments of the process; graph/disk and remote look for git on PATH. */
export const READS_PROCESS: readonly string[] = ["main", "graph/disk", "remote"];

/** A composition root only joins things; longer than this and it has begun to know something. */
export const MAIN_MAX_LINES = 80;

/** What tests may use besides what their house may: these, and the helpers under test/. */
export const TEST_PACKAGES: readonly string[] = ["vitest", "fast-check"];

function kernel(name: string, packages: readonly string[]): House {
  return { name: `kernel/${name}`, files: [`${KERNEL}/${name}/`], ours: ["kernel"], packages, node: "any" };
}

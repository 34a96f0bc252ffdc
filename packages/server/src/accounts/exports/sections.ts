/**
 * What an export holds: for each section its table, the key it is read by, and its columns one by one, so that nothing is
 * in an export that nobody has put there. A test holds this list and `LEFT_OUT` to the tables that there are.
 */
export interface Section {
  /** Of its files in the archive. */
  readonly name: string;
  readonly table: string;
  /** Columns with their types; unique within a tenant. */
  readonly key: readonly (readonly [column: string, type: string])[];
  /** As they are, or under a name an expression over the table `t`. */
  readonly columns: readonly (string | readonly [name: string, expression: string])[];
  /** Read at once. */
  readonly pageRows: number;
  /** Bytes of a row, where rows can be large: a page ends behind the row that makes it heavy. */
  readonly weight?: string;
  /** Of people, whom the tenant's own role cannot read. */
  readonly withPeople?: true;
}

const id = (column: string) => [column, `lpad(to_hex(t.${column}), 16, '0')`] as const;
const hex = (column: string) => [column, `encode(t.${column}, 'hex')`] as const;
const base64 = (column: string) => [column, `translate(encode(t.${column}, 'base64'), E'\\n', '')`] as const;

const TRACK = ["track_id", "int"] as const;
const BORN = ["born", "int"] as const;
const DAY = ["day", "date"] as const;

export const SECTIONS: readonly Section[] = [
  {
    name: "tenant",
    table: "tenant",
    key: [["tenant_id", "uuid"]],
    columns: [
      "tenant_id",
      "slug",
      "name",
      "state",
      "quota_vectors",
      "quota_qps",
      "quota_storage_gb",
      "quota_repos",
      "version",
      "created_at",
    ],
    pageRows: 1,
  },
  {
    name: "people",
    table: "membership",
    key: [["person_id", "uuid"]],
    columns: ["person_id", ["email", "p.email"], ["name", "p.name"], "role", "created_at"],
    pageRows: 1000,
    withPeople: true,
  },
  {
    name: "invitations",
    table: "invitation",
    key: [["invitation_id", "uuid"]],
    columns: ["invitation_id", "email", "role", "invited_by", "created_at", "expires_at", "accepted_at", "revoked_at"],
    pageRows: 1000,
  },
  {
    name: "keys",
    table: "api_key",
    key: [["key_id", "text"]],
    columns: [
      "key_id",
      "name",
      "environment",
      "last4",
      "permissions",
      "created_by",
      "created_at",
      "expires_at",
      "last_used_at",
      "revoked_at",
      "replaces",
    ],
    pageRows: 1000,
  },
  { name: "credentials", table: "credential", key: [["name", "text"]], columns: ["name"], pageRows: 1000 },
  {
    name: "repositories",
    table: "repo",
    key: [["repo_id", "uuid"]],
    columns: [
      "repo_id",
      "name",
      "key",
      "root",
      "kind",
      "followed",
      "credential",
      "schedule_minutes",
      "due_at",
      "keep_snapshots",
      "keep_days",
      "tree_bytes",
      "version",
      "created_at",
      "deleted_at",
    ],
    pageRows: 1000,
  },
  {
    name: "tracks",
    table: "track",
    key: [TRACK],
    columns: ["track_id", "repo_id", "name", "current", "next"],
    pageRows: 1000,
  },
  {
    name: "snapshots",
    table: "snapshot",
    key: [TRACK, ["number", "int"]],
    columns: [
      "track_id",
      "number",
      "state",
      "commit_sha",
      "dirty",
      "extractor",
      "counts",
      "skipped",
      "started_at",
      "finished_at",
    ],
    pageRows: 10, // each lists up to 10,000 files
  },
  {
    name: "files",
    table: "file",
    key: [TRACK, ["path", "text"], BORN],
    columns: [
      "track_id",
      "path",
      "born",
      "died",
      "hash",
      "language",
      "line_count",
      "bytes",
      "history",
      "authors",
      "changed_at",
    ],
    pageRows: 2000,
  },
  {
    name: "texts",
    table: "blob",
    key: [["hash", "uuid"]],
    columns: ["hash", "bytes", "content"],
    pageRows: 1000,
    weight: "bytes",
  },
  {
    name: "indexers",
    table: "scip",
    key: [
      ["repo_id", "uuid"],
      ["path", "text"],
      ["hash", "uuid"],
    ],
    columns: ["repo_id", "path", "hash", "tool", "digest", "imported_at", base64("data")],
    pageRows: 1000,
    weight: "octet_length(data)",
  },
  {
    name: "nodes",
    table: "node",
    key: [TRACK, ["node_id", "bigint"], BORN],
    columns: [
      "track_id",
      id("node_id"),
      "born",
      "died",
      "kind",
      "name",
      "qualified_name",
      "path",
      "start_line",
      "end_line",
      "language",
      id("parent_id"),
      "signature",
      "doc",
      "visibility",
      "exported",
    ],
    pageRows: 2000,
  },
  {
    name: "edges",
    table: "edge",
    key: [TRACK, ["from_id", "bigint"], ["kind", "text"], ["to_id", "bigint"], BORN],
    columns: ["track_id", id("from_id"), "kind", id("to_id"), "born", "died", "tier", "lines", "path"],
    pageRows: 4000,
  },
  {
    name: "unresolved",
    table: "unresolved",
    key: [TRACK, ["path", "text"], ["ordinal", "int"], BORN],
    columns: ["track_id", "path", "ordinal", "born", "died", id("from_id"), "kind", "name", "line", "reason"],
    pageRows: 4000,
  },
  {
    name: "units",
    table: "unit",
    key: [["unit_id", "int"]],
    columns: [
      "unit_id",
      "file_unit_id",
      "track_id",
      "born",
      "died",
      id("node_id"),
      "path",
      "kind",
      "language",
      "name",
      "qualified_name",
      "start_line",
      "end_line",
      "flags",
      "words",
    ],
    pageRows: 4000,
  },
  {
    name: "jobs",
    table: "job",
    key: [["job_id", "uuid"]],
    columns: [
      "job_id",
      "kind",
      "class",
      "state",
      "subject",
      "input",
      "result",
      "error",
      "stage",
      "attempt",
      "created_at",
      "started_at",
      "finished_at",
    ],
    pageRows: 20, // inputs have up to 256 KB
  },
  {
    name: "usage",
    table: "usage_day",
    key: [DAY, ["measure", "text"]],
    columns: ["day", "measure", "added", "removed", "used"],
    pageRows: 4000,
  },
  {
    name: "models",
    table: "model_choice",
    key: [["role", "text"]],
    columns: ["role", "model", "choice", "chosen_at"],
    pageRows: 10,
  },
  {
    name: "model-budget",
    table: "model_budget",
    key: [["tenant_id", "uuid"]],
    columns: ["daily", "monthly"],
    pageRows: 1,
  },
  {
    name: "model-use",
    table: "model_use",
    key: [DAY, ["model", "text"]],
    columns: ["day", "model", "requests", "tokens", "cost", "reserved"],
    pageRows: 4000,
  },
  {
    name: "audit",
    table: "audit",
    key: [["number", "bigint"]],
    columns: [
      "number",
      "at",
      "actor_kind",
      "actor_id",
      "action",
      "target",
      "outcome",
      "address",
      "user_agent",
      "request_id",
      hex("previous"),
      hex("hash"),
    ],
    pageRows: 2000,
  },
];

import { type Command, integer, list, off, text } from "./command.ts";

/** For whoever runs an installation, or owns a tenant of one. */
export const ADMIN_COMMANDS: readonly Command[] = [
  {
    name: "audit",
    summary: "List, verify or export who did what: the audit trail",
    operands: "[list | verify | export]",
    operandsMin: 0,
    operandsMax: 1,
    flags: [
      off("platform", "the platform's trail: what belongs to no tenant"),
      text("actor", "ID", "list: of this person, key or job"),
      text("action", "OPERATION", "list: of this operation"),
      text("outcome", "CODE", "list: that ended so, as OK or FORBIDDEN"),
      text("since", "TIME", "list: from then on, as 2026-01-31T00:00:00Z"),
      text("until", "TIME", "list: before then"),
      integer("limit", "N", "list: how many, 1 to 200 (default 50)"),
      list("checkpoint", "TEXT", "verify: a signed checkpoint from the log, besides those that the server keeps"),
    ],
    examples: ["aether audit --outcome FORBIDDEN", "aether audit verify", "aether audit export > audit.jsonl"],
  },
  {
    name: "tenant",
    summary: "Make, list, change, export and delete tenants, and show what they use",
    operands:
      "create | list | show | rename | quota | suspend | resume | invite-owner | export | usage | delete [TENANT] [NAME|EMAIL]",
    operandsMin: 1,
    operandsMax: 3,
    flags: [
      text("name", "NAME", "create: call the tenant so for people"),
      integer("vectors", "N", "create, quota: embeddings that it may keep"),
      integer("qps", "N", "create, quota: calls a second"),
      integer("storage-gb", "N", "create, quota: gigabytes on disk"),
      integer("repos", "N", "create, quota: repositories"),
      list("unlimited", "QUOTA", "quota: without limit, as vectors or repos"),
      integer("days", "N", "usage: how many days back (default 30)"),
      off("all", "usage: of all tenants"),
      text("output", "FILE", "export: write the archive there (default: TENANT-DATE.tar)"),
      off("last", "export: fetch the archive that there is, without writing another"),
    ],
    examples: [
      "aether tenant create acme --repos 20",
      "aether tenant invite-owner acme ann@example.org",
      "aether tenant usage acme --days 7",
      "aether tenant export acme --output acme.tar",
      "aether tenant delete acme",
    ],
  },
  {
    name: "keys",
    summary: "List, make, rotate and revoke the keys that programs come with",
    operands: "[list | create NAME | rotate ID | revoke ID]",
    operandsMin: 0,
    operandsMax: 2,
    flags: [
      list("permissions", "A,B", "create: what it may do, as code:read,code:write,jobs:read"),
      text("expires", "TIME", "create: good for so long, as 30d (default: until it is revoked)"),
      text("overlap", "TIME", "rotate: how long the old key is still good, as 0h or 7d (default 24h)"),
    ],
    examples: [
      "aether keys create laptop --permissions code:read,code:write,jobs:read --expires 30d",
      "aether keys",
      "aether keys revoke ID",
    ],
  },
  {
    name: "secrets",
    summary: "Put a new root key in front, or seal everything under it",
    operands: "rotate-key | reencrypt",
    operandsMin: 1,
    operandsMax: 1,
    flags: [],
    examples: ["aether secrets rotate-key", "aether secrets reencrypt"],
  },
];

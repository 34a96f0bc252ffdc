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
    name: "secrets",
    summary: "Put a new root key in front, or seal everything under it",
    operands: "rotate-key | reencrypt",
    operandsMin: 1,
    operandsMax: 1,
    flags: [],
    examples: ["aether secrets rotate-key", "aether secrets reencrypt"],
  },
];

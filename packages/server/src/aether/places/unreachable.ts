import type { NodeKind } from "@aether/graph";

import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import { flagsOf, UNIT_FLAGS } from "#kernel/search";

import { presentNode } from "../browse/present.ts";
import type { At, NodeRow } from "../browse/store.ts";
import { unreachableInput, unreachableOutput } from "../contract.ts";
import { asking, type GraphNeeds } from "../queries/asked-node.ts";
import { graphCompletenessOf } from "../queries/completeness.ts";
import { readCursor, repoOfPage, writeCursor } from "../queries/cursor.ts";
import { USES } from "../queries/uses.ts";
import { requireKept, resolveScope } from "../scope/index.ts";
import { definitionPage, unused } from "./store.ts";

const KINDS: readonly NodeKind[] = [
  "Function",
  "Method",
  "Class",
  "Interface",
  "Trait",
  "Struct",
  "Enum",
  "Type",
  "Macro",
];
const LEAST_ID = "-9223372036854775808";
/** Definitions looked at by one statement, and statements for one page. */
const WINDOW = 2000;
const WINDOWS = 20;
/** Loose uses counted of one name. */
const COUNTED = 100;

interface Unused {
  readonly row: NodeRow;
  readonly loose: number;
}

/** `find_unreachable`: definitions that nothing in the repository uses, as far as is known. */
export function findUnreachable(needs: GraphNeeds) {
  return operation({
    name: "find_unreachable",
    kind: "query",
    summary:
      "Definitions that nothing uses: not exported, not tests, entry points or overriders; with what may use them.",
    permission: "code:read",
    input: unreachableInput,
    output: unreachableOutput,
    errors: ["NOT_FOUND", "CONFLICT"],
    http: { method: "GET", path: "/repositories/{repo}/unreachable" },
    async run(context, input) {
      const asks = asking(needs, context);
      const scope = await resolveScope(asks.tenant, [input.repo], input);
      const [current] = scope.repos;
      if (current === undefined) throw new Fault("NOT_FOUND", `no repository named "${input.repo}" is indexed`);
      const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
      const repo = await repoOfPage(asks.tenant, current, cursor);
      const asked = { exported: input.exported, path: input.path ?? "", limit: input.limit };
      const after = cursor === undefined ? LEAST_ID : String(cursor.after);
      if (!/^-?\d{1,19}$/.test(after)) throw new Fault("VALIDATION_ERROR", "the cursor is one of another operation");
      const found = await pageOf(asks.tenant, repo, { ...asked, after });
      await requireKept(asks.tenant, scope, input);
      return {
        definitions: found.page.map(({ row, loose }) => ({ node: presentNode(scope, row), unresolved: loose })),
        next_cursor: found.next === undefined ? null : writeCursor({ n: repo.number, after: found.next }),
        completeness: await graphCompletenessOf(asks, repo, {
          of: "names",
          names: [...new Set(found.page.map(({ row }) => row.name))],
          kinds: USES,
        }),
      };
    },
  });
}

interface Asked {
  readonly after: string;
  readonly exported: boolean;
  readonly path: string;
  readonly limit: number;
}

/** A page may be short where many windows held nothing; the next one goes on behind them. */
async function pageOf(tenant: TenantDb, at: At, asked: Asked): Promise<{ page: Unused[]; next: string | undefined }> {
  const page: Unused[] = [];
  let after = asked.after;
  for (let window = 0; window < WINDOWS; window++) {
    const rows = await definitionPage(tenant, at, { ...asked, after, kinds: KINDS, limit: WINDOW });
    const candidates = new Map(rows.filter(canBeUnused).map((row) => [row.node_id, row]));
    for (const { node_id, loose } of await unused(tenant, at, {
      ids: [...candidates.keys()],
      uses: USES,
      counted: COUNTED,
    })) {
      const row = candidates.get(node_id);
      if (row === undefined) continue;
      page.push({ row, loose });
      if (page.length === asked.limit) return { page, next: node_id };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < WINDOW) return { page, next: undefined };
    after = last.node_id;
  }
  return { page, next: after };
}

/** By convention a runtime, a runner of tests or a language calls these. */
const CALLED_FROM_OUTSIDE = /^(?:main|Main|init|constructor|__\w+__|__[a-z]+|test\w*|Test\w*|setUp|tearDown)$/;

function canBeUnused(row: NodeRow): boolean {
  if (row.name === "" || CALLED_FROM_OUTSIDE.test(row.name)) return false;
  // A constructor is named as its type in some languages: it is used where the type is.
  const parent = row.qualified_name.split(".").at(-2);
  if (row.kind === "Method" && parent === row.name) return false;
  // Decorators, attributes and annotations hand what they stand on to somebody else.
  if (/^\s*(?:@|#\[|\[)/.test(row.signature)) return false;
  return (flagsOf(row.path, "") & (UNIT_FLAGS.test | UNIT_FLAGS.generated | UNIT_FLAGS.vendored)) === 0;
}

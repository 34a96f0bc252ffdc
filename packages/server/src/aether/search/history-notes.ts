/** What filters by author and time cannot know. */
import type { TenantDb } from "#kernel/db";

import type { Scope } from "../scope/index.ts";
import { countWithoutHistory } from "./history-store.ts";
import type { Filters } from "./parse-query.ts";

export function asksHistory({ not, ...said }: Filters): boolean {
  return [said, not].some(({ author, before, after }) => author.length + before.length + after.length > 0);
}

/** That there are files which such filters know nothing of, if there are and it was asked. */
export async function historyNotes(tenant: TenantDb, { repos }: Scope, filters: Filters): Promise<string[]> {
  if (!asksHistory(filters)) return [];
  const { files, unknown } = await countWithoutHistory(tenant, repos);
  if (unknown === 0) return [];
  return [
    `Of ${files} files ${unknown} have no known commit, so author:, before: and after: do not find them: ` +
      "what was uploaded or is not committed, and what none of the newest 2,000 commits has touched.",
  ];
}

import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { fileInput, fileOutput } from "../contract.ts";
import { requireKept, resolveScope } from "../scope/index.ts";
import { linesOf } from "./nodes.ts";
import { fileTexts, pathsLike } from "./store.ts";

/** `get_file`: the indexed text of a file, or a range of its lines. */
export function getFile(db: Db) {
  return operation({
    name: "get_file",
    kind: "query",
    summary: "The indexed text of a file, or a range of its lines.",
    permission: "code:read",
    input: fileInput,
    output: fileOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE"],
    http: { method: "GET", path: "/repositories/{repo}/file" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const scope = await resolveScope(tenant, [input.repo], input);
      const [repo] = scope.repos;
      if (repo === undefined) throw new Fault("NOT_FOUND", `no repository named "${input.repo}" is indexed`);
      const [file] = await fileTexts(tenant, [repo], [{ trackId: repo.trackId, path: input.path }]);
      if (file === undefined) {
        const near = await pathsLike(tenant, repo, input.path.slice(input.path.lastIndexOf("/") + 1));
        const hint = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
        throw new Fault("NOT_FOUND", `"${input.path}" is not an indexed file of ${repo.name}${hint}`, {
          path: input.path,
        });
      }
      await requireKept(tenant, scope, input);
      const total = file.content.split("\n").length;
      const start = Math.min(input.start_line ?? 1, total);
      const end = Math.min(Math.max(input.end_line ?? total, start), total);
      return {
        repo: repo.name,
        path: file.path,
        language: file.language,
        start_line: start,
        end_line: end,
        total_lines: total,
        text: linesOf(file.content, start, end),
      };
    },
  });
}

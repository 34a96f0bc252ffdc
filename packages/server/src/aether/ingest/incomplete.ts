import type { SkipReason } from "@aether/graph/disk";

/** Why only a part of a file was understood, or nothing but its words; empty for a file that was read whole. */
export type Incomplete = "" | Extract<SkipReason, "deadline" | "parser-crashed" | "too-deep">;

/** Whether the next run may understand more of the same content: a slow moment passes, nesting stays as deep as it is. */
export function mayPass(incomplete: Incomplete): boolean {
  return incomplete === "deadline" || incomplete === "parser-crashed";
}

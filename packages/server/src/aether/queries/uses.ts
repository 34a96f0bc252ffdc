import type { EdgeKind } from "@aether/graph";

/** All by which one definition uses another. */
export const USES: readonly EdgeKind[] = [
  "CALLS",
  "INSTANTIATES",
  "REFERENCES",
  "INHERITS",
  "IMPLEMENTS",
  "OVERRIDES",
  "IMPORTS",
];

import { z } from "zod";

import { refName } from "./contract-nodes.ts";

export const forgetInput = z.strictObject({
  id: z.string().max(200).describe("repo_id or name"),
  refs: z.array(refName).max(1000).default([]).describe("indexed refs to forget"),
  gone: z.boolean().default(false).describe("also every indexed ref that leads to no commit any more"),
});

export const forgetOutput = z.strictObject({
  repo: z.string(),
  /** Refs that cannot be asked about from now on; what was stored for them alone is removed in the background. */
  forgotten: z.array(z.string()),
});

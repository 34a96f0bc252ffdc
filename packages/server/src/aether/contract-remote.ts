import { z } from "zod";

import { refName } from "./contract-nodes.ts";

export const repoName = z.string().regex(/^[\w.@+-][\w.@+/-]{0,199}$/, "letters, digits and . _ - @ + /");
export const repoUrl = z.string().min(1).max(4000);
export const credentialName = z.string().min(1).max(200);

/** A quarter of an hour to a year. */
export const scheduleMinutes = z.int().min(15).max(525_600);
export const keepCount = z.int().min(1).max(10_000);

export const registerInput = z.strictObject({
  url: repoUrl.describe("an https URL that git clones from"),
  ref: refName.optional().describe("the branch, tag or commit to follow; what the server calls HEAD unless given"),
  credential: credentialName.optional().describe("the name of a stored credential that opens it"),
  name: repoName.optional(),
});

export const registerOutput = z.strictObject({
  repo_id: z.uuid(),
  name: z.string(),
  /** In the one form under which it is known. */
  url: z.string(),
  ref: z.string().nullable(),
  credential: z.string().nullable(),
});

export const uploadInput = z.strictObject({
  archive: z.string().max(100).describe("the name under which the surface keeps the body"),
  name: repoName.optional().describe("of a new repository"),
  repo_id: z
    .string()
    .max(200)
    .optional()
    .describe("id or name of an uploaded repository whose tree this is from now on"),
});

export const deleteInput = z.strictObject({ id: z.string().max(200).describe("repo_id or name") });

export const deleteOutput = z.strictObject({
  job_id: z.uuid(),
  repo_id: z.uuid(),
  repo: z.string(),
  state: z.enum(["queued", "running", "succeeded", "failed", "cancelled", "dead"]),
});

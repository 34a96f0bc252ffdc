/** What one tenant has, and what others may try to reach. */
import { randomBytes, randomUUID } from "node:crypto";

import { idText, newKeyId, newSecretText } from "../../packages/server/src/kernel/auth/index.ts";
import { isFinished } from "../../packages/server/src/kernel/jobs/index.ts";
import type { TestTenant } from "../support/aether-for-tests.ts";
import { gitRepository } from "../support/git-repository.ts";
import type { TemporaryFolder } from "../support/temporary-folder.ts";
import type { People } from "./furnish.ts";

/** Ids and names as an operation takes them. */
export interface World {
  readonly tenantId: string;
  readonly slug: string;
  readonly repoId: string;
  readonly repo: string;
  readonly jobId: string;
  readonly nodeId: string;
  readonly otherNodeId: string;
  /** A definition's name that nobody else has. */
  readonly canary: string;
  /** Of a key that was made for it. */
  readonly keyId: string;
  /** Of its owner, who has signed in. */
  readonly personId: string;
  readonly sessionId: string;
  readonly email: string;
  /** A person who is a member and has signed in. */
  readonly memberId: string;
  readonly refreshToken: string;
  readonly resetToken: string;
  /** Of a device that waits to be signed in. */
  readonly deviceCode: string;
  /** Of one that was approved: nobody else may ask after it any more. */
  readonly userCode: string;
  /** Of an invitation that stays open, and of one that is there to be accepted. */
  readonly invitationId: string;
  readonly invitationToken: string;
  readonly otherInvitationId: string;
  /** Of an operator's key that was made for it. */
  readonly operatorKeyId: string;
  /** Of an archive with all that it has. */
  readonly exportId: string;
  readonly file: string;
  /** The folder on the machine. */
  readonly path: string;
  readonly ref: string;
}

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");

/**
 * Letters of the words that only one world has. No two worlds share any: how far a missing word is from ours, and so which of
 * ours is proposed instead, is then the same for every word of theirs and of nobody's.
 */
export type Letters = "abcdef" | "012345" | "uvwxyz";

const newCanary = (letters: Letters): string =>
  `canary${Array.from(randomBytes(16), (byte) => letters[byte % letters.length]).join("")}`;

/** What is there before anybody was asked in. */
export type BareWorld = Omit<World, "keyId" | "exportId" | keyof People>;

/** Indexes a repository of two files, in which everything that can be named bears a word of its own. */
export async function buildWorld(tenant: TestTenant, folder: TemporaryFolder, letters: Letters): Promise<BareWorld> {
  const canary = newCanary(letters);
  const repository = gitRepository(folder.path);
  const file = `src/${canary}_file.py`;
  repository.write({
    [file]: `def ${canary}():\n    """Opens the door of ${canary}."""\n    return ${canary}_inner()\n\n\ndef ${canary}_inner():\n    return 1\n`,
    "README.md": `# ${canary}\n\nAll about ${canary}.\n`,
  });
  repository.commit(`Begin ${canary}`);
  const repo = `${canary}-repo`;
  const job = await tenant.index(repository.root, { name: repo });
  if (!isFinished(job) || job.state !== "succeeded") throw new Error(`the index has ${job.state}`);
  await tenant.index(repository.root, { name: repo, ref: "main" });
  const { nodes } = await tenant.call("find_nodes", { name: canary });
  const { nodes: inner } = await tenant.call("find_nodes", { name: `${canary}_inner` });
  const { tenantId } = tenant.context;
  const { repositories } = await tenant.call("list_repositories", {});
  return {
    tenantId,
    slug: `t-${tenantId}`,
    repoId: String(repositories[0]?.repo_id),
    repo,
    jobId: job.jobId,
    nodeId: String(nodes[0]?.id),
    otherNodeId: String(inner[0]?.id),
    canary,
    file,
    path: repository.root,
    ref: "main",
  };
}

/** A world that is nowhere: what is asked of it is missing. */
export function nowhere(): World {
  const canary = newCanary("uvwxyz");
  const tenantId = randomUUID();
  return {
    tenantId,
    slug: `t-${tenantId}`,
    repoId: randomUUID(),
    repo: `${canary}-repo`,
    jobId: randomUUID(),
    nodeId: hex(8),
    otherNodeId: hex(8),
    canary,
    keyId: newKeyId(tenantId),
    personId: randomUUID(),
    sessionId: randomUUID(),
    email: `${canary}@example.org`,
    refreshToken: newSecretText({ kind: "rt", id: randomUUID(), more: "1" }).text,
    resetToken: newSecretText({ kind: "reset", id: randomUUID(), more: undefined }).text,
    deviceCode: newSecretText({ kind: "dl", id: randomUUID(), more: undefined }).text,
    userCode: "BCDF-GHJK",
    memberId: randomUUID(),
    invitationId: randomUUID(),
    invitationToken: newSecretText({ kind: "inv", id: tenantId, more: idText(randomUUID()) }).text,
    otherInvitationId: randomUUID(),
    operatorKeyId: newKeyId(),
    exportId: randomUUID(),
    file: `src/${canary}_file.py`,
    path: `/nowhere/${canary}`,
    ref: "main",
  };
}

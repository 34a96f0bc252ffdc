/**
 * For each command of the command line what it asks of a world. The tests of isolation demand one for each command, for each
 * action of one (`jobs cancel`) and with each flag that names something, so that none is forgotten.
 */
import type { World } from "./world.ts";

type Line = (world: World) => readonly string[];

export interface CommandExamples {
  /** Name what is another tenant's, or what is nowhere. */
  readonly lines: readonly Line[];
  /** Name only what is on the caller's own machine: they tell of nobody else, but need a permission. */
  readonly own?: readonly Line[];
}

/** They ask no server, and why. */
export const LOCAL: Readonly<Record<string, string>> = {
  config: "shows what is kept on this machine",
  logout: "forgets what is kept on this machine; the session that it ends is the caller's own",
  serve: "is the server",
  completion: "writes a script",
  help: "shows help",
};

/** Ask nobody's leave: what they are given on stdin is what lets somebody in. */
export const SIGN_INS: ReadonlySet<string> = new Set(["login", "join"]);

/** Tell what the server refuses them in words of their own, and end well. */
export const TOLERANT: ReadonlySet<string> = new Set(["whoami", "doctor", ...SIGN_INS]);

const ofNode = (command: string): CommandExamples => ({
  lines: [
    ({ nodeId }) => [command, nodeId],
    ({ canary }) => [command, canary],
    ({ file }) => [command, `${file}:1`],
    ({ nodeId, repo }) => [command, nodeId, "--repo", repo],
    ({ canary, ref, repoId }) => [command, canary, "--repo", repoId, "--ref", ref],
  ],
});
const ofRepo = (command: string): CommandExamples => ({
  lines: [({ repo }) => [command, repo], ({ repoId, ref }) => [command, "--repo", repoId, "--ref", ref]],
});
const ofTwoNodes = (command: string): CommandExamples => ({
  lines: [
    ({ nodeId, otherNodeId }) => [command, nodeId, otherNodeId],
    ({ canary, repo, ref }) => [command, canary, `${canary}_inner`, "--repo", repo, "--ref", ref],
  ],
});
const ofFile = (command: string): CommandExamples => ({
  lines: [({ file, repo, ref }) => [command, file, "--repo", repo, "--ref", ref]],
});

export const COMMAND_EXAMPLES: Readonly<Record<string, CommandExamples>> = {
  index: {
    lines: [
      ({ canary }) => ["index", `https://127.0.0.1/${canary}.git`, "--name", canary, "--credential", `${canary}-token`],
    ],
    own: [({ path, repo }) => ["index", path, "--name", repo], ({ path, ref }) => ["index", path, "--ref", ref]],
  },
  watch: { lines: [], own: [({ path, repo }) => ["watch", path, "--poll", "--name", repo]] },
  search: {
    lines: [
      ({ canary, repo, ref }) => ["search", canary, "--repo", repo, "--ref", ref],
      ({ canary, repoId }) => ["search", `repo:${repoId} ${canary}`],
      ({ canary }) => ["search", "door", "--symbol", canary, "--no-vectors"],
    ],
  },
  grep: {
    lines: [
      ({ canary, repo, ref }) => ["grep", canary, "--repo", repo, "--ref", ref],
      ({ canary, repoId }) => ["grep", "-F", canary, "--repo", repoId, "--force"],
      ({ canary }) => ["grep", `${canary}|door`, "--path", canary],
    ],
  },
  show: ofNode("show"),
  callers: ofNode("callers"),
  callees: ofNode("callees"),
  references: ofNode("references"),
  implementations: ofNode("implementations"),
  overrides: ofNode("overrides"),
  subclasses: ofNode("subclasses"),
  imports: ofFile("imports"),
  importers: ofFile("importers"),
  path: ofTwoNodes("path"),
  why: ofTwoNodes("why"),
  definition: {
    lines: [
      ({ repo, file }) => ["definition", repo, `${file}:3:12`],
      ({ repoId, file, ref }) => ["definition", `${file}:3:12`, "--repo", repoId, "--ref", ref],
    ],
  },
  cycles: ofRepo("cycles"),
  unreachable: ofRepo("unreachable"),
  export: {
    lines: [({ repo }) => ["export", "--repo", repo], ({ repoId, ref }) => ["export", "--repo", repoId, "--ref", ref]],
  },
  diff: {
    lines: [
      ({ repo, ref }) => ["diff", `${ref}..`, "--repo", repo],
      ({ repoId, ref }) => ["diff", "1..1", "--repo", repoId, "--ref", ref],
    ],
  },
  repos: {
    lines: [
      () => ["repos", "list"],
      ({ repo }) => ["repos", "show", repo],
      ({ repoId }) => ["repos", "set", repoId, "--keep-days", "30"],
      ({ repo, canary }) => ["repos", "set", repo, "--name", `${canary}-repo`, "--schedule", "6h"],
      ({ repo, canary }) => ["repos", "set", repo, "--credential", `${canary}-token`],
      ({ canary, ref }) => ["repos", "add", `https://127.0.0.1/${canary}.git`, "--ref", ref],
    ],
  },
  delete: { lines: [({ repo }) => ["delete", repo, "--yes"], ({ repoId }) => ["delete", repoId, "--yes"]] },
  forget: {
    lines: [
      ({ repo }) => ["forget", "--gone", "--repo", repo],
      ({ repoId, ref }) => ["forget", "--ref", ref, "--repo", repoId],
    ],
  },
  jobs: {
    lines: [
      () => ["jobs", "list"],
      ({ jobId }) => ["jobs", "watch", jobId],
      ({ jobId }) => ["jobs", "cancel", jobId],
      ({ jobId }) => ["jobs", "retry", jobId],
    ],
  },
  audit: {
    lines: [
      ({ personId }) => ["audit", "list", "--actor", personId],
      () => ["audit", "verify"],
      () => ["audit", "export"],
      () => ["audit", "list", "--platform"],
    ],
  },
  tenant: {
    lines: [
      ({ canary }) => ["tenant", "create", `${canary}-made`, "--name", canary],
      () => ["tenant", "list"],
      ({ slug }) => ["tenant", "show", slug],
      ({ tenantId }) => ["tenant", "usage", tenantId],
      ({ slug, canary }) => ["tenant", "rename", slug, canary],
      ({ slug }) => ["tenant", "quota", slug, "--repos", "9"],
      ({ slug, email }) => ["tenant", "invite-owner", slug, email],
      ({ slug }) => ["tenant", "export", slug, "--yes"],
      ({ tenantId }) => ["tenant", "export", tenantId, "--last", "--yes"],
      ({ slug }) => ["tenant", "exports", slug],
      ({ tenantId }) => ["tenant", "exports", tenantId, "--delete", "--yes"],
      ({ slug }) => ["tenant", "suspend", slug],
      ({ slug }) => ["tenant", "resume", slug],
      ({ slug }) => ["tenant", "delete", slug, "--yes"],
    ],
  },
  keys: {
    lines: [
      () => ["keys", "list"],
      ({ keyId, canary }) => ["keys", "change", keyId, "--name", canary],
      ({ keyId }) => ["keys", "rotate", keyId, "--overlap", "1h"],
      ({ keyId }) => ["keys", "revoke", keyId, "--yes"],
    ],
    own: [({ canary }) => ["keys", "create", canary, "--permissions", "code:read"]],
  },
  "operator-keys": {
    lines: [
      () => ["operator-keys", "list"],
      ({ operatorKeyId }) => ["operator-keys", "rotate", operatorKeyId, "--overlap", "1h"],
      ({ operatorKeyId }) => ["operator-keys", "revoke", operatorKeyId, "--yes"],
    ],
    own: [({ canary }) => ["operator-keys", "create", `${canary}-own`]],
  },
  models: {
    lines: [
      () => ["models", "show"],
      () => ["models", "embedder", "builtin"],
      ({ canary }) => ["models", "reranker", "voyage", "--model", "m", "--credential", `${canary}-token`, "--no-check"],
      // What follows is searched in the server's own order.
      () => ["models", "reranker", "none"],
    ],
    own: [() => ["models", "budget", "--daily", "1"]],
  },
  members: {
    lines: [
      () => ["members", "list"],
      ({ memberId }) => ["members", "role", memberId, "viewer"],
      ({ canary }) => ["members", "role", `${canary}-member@example.org`, "member"],
      ({ memberId }) => ["members", "remove", memberId, "--yes"],
    ],
    own: [({ canary }) => ["members", "invite", `${canary}-asked@example.org`, "--role", "viewer"]],
  },
  invitations: {
    lines: [() => ["invitations", "list"], ({ invitationId }) => ["invitations", "revoke", invitationId]],
  },
  credentials: {
    lines: [() => ["credentials", "list"], ({ canary }) => ["credentials", "delete", `${canary}-token`, "--yes"]],
    own: [({ canary }) => ["credentials", "add", `${canary}-other`, "--host", "git.example.org"]],
  },
  sessions: { lines: [() => ["sessions", "list"], ({ sessionId }) => ["sessions", "end", sessionId]] },
  account: {
    lines: [],
    own: [
      () => ["account", "show"],
      ({ canary }) => ["account", "rename", canary],
      () => ["account", "password"],
      () => ["account", "delete", "--yes"],
      () => ["account", "leave", "--yes"],
    ],
  },
  people: {
    lines: [
      ({ email }) => ["people", "find", email],
      ({ email }) => ["people", "reset-link", email],
      ({ email }) => ["people", "delete", email, "--yes"],
    ],
  },
  secrets: { lines: [() => ["secrets", "reencrypt"]], own: [() => ["secrets", "rotate-key"]] },
  init: { lines: [({ email, slug, canary }) => ["init", "--email", email, "--tenant", slug, "--name", canary]] },
  login: { lines: [() => ["login"], ({ email }) => ["login", "--email", email]] },
  join: { lines: [({ canary }) => ["join", "--name", canary]] },
  whoami: { lines: [() => ["whoami"]] },
  doctor: { lines: [() => ["doctor"]] },
};

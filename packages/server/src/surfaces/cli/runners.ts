import type { Arguments } from "./arguments.ts";
import type { Session } from "./session.ts";

/** Answers with the exit code. */
export type Run = (session: Session, given: Arguments) => Promise<number>;

/** What each command of the table does; its code is loaded when it runs. */
export const RUNNERS: Readonly<Record<string, () => Promise<Run>>> = {
  index: async () => (await import("./commands/index-repository.ts")).indexRepository,
  watch: async () => (await import("./commands/watch.ts")).watch,
  search: async () => (await import("./commands/search.ts")).search,
  show: async () => (await import("./commands/show.ts")).show,
  callers: async () => (await import("./commands/relations.ts")).callers,
  callees: async () => (await import("./commands/relations.ts")).callees,
  references: async () => (await import("./commands/references.ts")).references,
  implementations: async () => (await import("./commands/relations.ts")).implementations,
  overrides: async () => (await import("./commands/relations.ts")).overrides,
  subclasses: async () => (await import("./commands/relations.ts")).subclasses,
  imports: async () => (await import("./commands/relations.ts")).imports,
  importers: async () => (await import("./commands/relations.ts")).importers,
  path: async () => (await import("./commands/path.ts")).path,
  why: async () => (await import("./commands/why.ts")).why,
  definition: async () => (await import("./commands/whole-graph.ts")).definition,
  cycles: async () => (await import("./commands/whole-graph.ts")).cycles,
  unreachable: async () => (await import("./commands/whole-graph.ts")).unreachable,
  export: async () => (await import("./commands/export.ts")).exportGraph,
  diff: async () => (await import("./commands/diff.ts")).diff,
  repos: async () => (await import("./commands/repos.ts")).repos,
  delete: async () => (await import("./commands/delete.ts")).deleteRepository,
  forget: async () => (await import("./commands/forget.ts")).forget,
  jobs: async () => (await import("./commands/jobs.ts")).jobs,
  init: async () => (await import("./commands/init.ts")).init,
  audit: async () => (await import("./commands/audit.ts")).audit,
  tenant: async () => (await import("./commands/tenant.ts")).tenant,
  keys: async () => (await import("./commands/keys.ts")).keys,
  secrets: async () => (await import("./commands/secrets.ts")).secrets,
  serve: async () => (await import("./commands/serve.ts")).serve,
  login: async () => (await import("./commands/login.ts")).login,
  logout: async () => (await import("./commands/logout.ts")).logout,
  whoami: async () => (await import("./commands/whoami.ts")).whoami,
  config: async () => (await import("./commands/config.ts")).config,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  completion: async () => (await import("./commands/completion.ts")).completion,
  help: async () => (await import("./commands/help.ts")).help,
};

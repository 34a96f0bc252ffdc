/** What callers of the platform see: inputs and outputs of every operation. Loads in a browser; imports zod and nothing else. */
export * as aether from "./aether/contract.ts";
export * as aetherRemote from "./aether/contract-remote.ts";
export * as aetherGrep from "./aether/contract-grep.ts";
export * as aetherForget from "./aether/contract-forget.ts";
export * as accounts from "./accounts/contract.ts";
export * as accountsOperators from "./accounts/contract-operators.ts";
export * as accountsPeople from "./accounts/contract-people.ts";
export * as accountsMembers from "./accounts/contract-members.ts";
export * as accountsKeys from "./accounts/contract-keys.ts";
export * as aetherDiff from "./aether/contract-diff.ts";
export * as accountsAudit from "./accounts/contract-audit.ts";
export * as accountsDeletion from "./accounts/contract-deletion.ts";
export * as accountsExports from "./accounts/contract-exports.ts";
export * as accountsUsage from "./accounts/contract-usage.ts";
export * as accountsCredentials from "./accounts/contract-credentials.ts";

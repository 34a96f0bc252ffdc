import type { z } from "zod";

import type {
  accountsAudit,
  accounts,
  accountsCredentials,
  accountsDeletion,
  accountsExports,
  accountsOperators,
  accountsUsage,
  aether,
  aetherDiff,
  aetherForget,
  aetherRemote,
} from "#contract";

/** Answers of the API. Types only: the contract's code is not loaded here. */
export type SearchAnswer = z.output<typeof aether.searchOutput>;
export type Hit = SearchAnswer["hits"][number];
export type NodeSummary = z.output<typeof aether.nodeSummary>;
export type NodeAnswer = z.output<typeof aether.nodeOutput>;
export type FoundNodes = z.output<typeof aether.findNodesOutput>;
export type Neighbours = z.output<typeof aether.neighboursOutput>;
export type References = z.output<typeof aether.referencesOutput>;
export type Paths = z.output<typeof aether.pathsOutput>;
export type Why = z.output<typeof aether.explainOutput>;
export type Cycles = z.output<typeof aether.cyclesOutput>;
export type Unreachable = z.output<typeof aether.unreachableOutput>;
export type DefinitionAt = z.output<typeof aether.definitionAtOutput>;
export type GraphCompleteness = z.output<typeof aether.graphCompleteness>;
export type Completeness = z.output<typeof aether.completeness>;
export type Job = z.output<typeof aether.job>;
export type Jobs = z.output<typeof aether.jobsOutput>;
export type Started = z.output<typeof aether.indexOutput>;
export type Repository = z.output<typeof aether.repository>;
export type Deleting = z.output<typeof aetherRemote.deleteOutput>;
export type Repositories = z.output<typeof aether.repositoriesOutput>;
export type Checks = z.output<typeof aether.doctorOutput>;
export type Diff = z.output<typeof aetherDiff.diffOutput>;
export type Forgotten = z.output<typeof aetherForget.forgetOutput>;
export type GraphPage = z.output<typeof aether.exportOutput>;
export type Initialized = z.output<typeof accountsOperators.initOutput>;
export type AuditPage = z.output<typeof accountsAudit.auditPage>;
export type AuditVerdict = z.output<typeof accountsAudit.verifyAuditOutput>;
export type Reencrypted = z.output<typeof accountsCredentials.reencryptSecretsOutput>;
export type Tenant = z.output<typeof accounts.tenant>;
export type Tenants = z.output<typeof accounts.tenantsOutput>;
export type TenantDeletion = z.output<typeof accountsDeletion.deleteTenantOutput>;
export type TenantUsage = z.output<typeof accountsUsage.usage>;
export type TenantUsages = z.output<typeof accountsUsage.listUsageOutput>;
export type TenantExports = z.output<typeof accountsExports.tenantExportsOutput>;
export type StartedExport = z.output<typeof accountsExports.exportTenantOutput>;

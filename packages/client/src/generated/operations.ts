// Written by `make client` from the operations of the server.

import type { DownloadOptions } from "../download.ts";
import type { Paged, Pages } from "../pages.ts";
import type { OperationRoute } from "../route.ts";
import type { CallOptions } from "../sender.ts";
import type * as types from "./types.ts";

export const OPERATIONS: Readonly<Record<keyof Operations, OperationRoute>> = {
  registerRepository: { method: "POST", path: "/repositories", repeat: "with-key" },
  uploadRepository: { method: "POST", path: "/repositories/upload", repeat: "with-key", bytes: "archive" },
  listRepositories: { method: "GET", path: "/repositories", repeat: "always", list: "repositories" },
  getRepository: { method: "GET", path: "/repositories/{id}", repeat: "always" },
  updateRepository: { method: "PATCH", path: "/repositories/{id}", repeat: "with-key" },
  deleteRepository: { method: "DELETE", path: "/repositories/{id}", repeat: "with-key" },
  indexRepository: { method: "POST", path: "/ingest/repository", repeat: "with-key" },
  getJob: { method: "GET", path: "/ingest/job/{id}", repeat: "always" },
  watchJob: { method: "GET", path: "/jobs/{id}/events", repeat: "always", isStream: true },
  listJobs: { method: "GET", path: "/jobs", repeat: "always", list: "jobs" },
  cancelJob: { method: "POST", path: "/jobs/{id}/cancel", repeat: "with-key" },
  retryJob: { method: "POST", path: "/jobs/{id}/retry", repeat: "with-key" },
  exportGraph: { method: "GET", path: "/repositories/{id}/graph", repeat: "always", list: "rows" },
  diffGraph: { method: "GET", path: "/repositories/{id}/diff", repeat: "always", list: null },
  forgetRefs: { method: "POST", path: "/repositories/{id}/forget", repeat: "with-key" },
  getModels: { method: "GET", path: "/models", repeat: "always" },
  setModels: { method: "PATCH", path: "/models", repeat: "with-key" },
  search: { method: "POST", path: "/retrieve/search", repeat: "always" },
  grep: { method: "POST", path: "/retrieve/grep", repeat: "always", list: null },
  streamGrep: { method: "GET", path: "/retrieve/grep/events", repeat: "always", isStream: true },
  findNodes: { method: "GET", path: "/graph/nodes", repeat: "always", list: null },
  getNode: { method: "GET", path: "/graph/nodes/{id}", repeat: "always" },
  neighbours: { method: "GET", path: "/graph/nodes/{id}/neighbours", repeat: "always", list: null },
  findReferences: { method: "GET", path: "/graph/nodes/{id}/references", repeat: "always", list: "references" },
  findPaths: { method: "GET", path: "/graph/nodes/{from}/paths", repeat: "always" },
  explainEdges: { method: "GET", path: "/graph/nodes/{from}/why", repeat: "always" },
  findCycles: { method: "GET", path: "/repositories/{repo}/cycles", repeat: "always" },
  findUnreachable: { method: "GET", path: "/repositories/{repo}/unreachable", repeat: "always", list: "definitions" },
  definitionAt: { method: "GET", path: "/repositories/{repo}/definition", repeat: "always" },
  getFile: { method: "GET", path: "/repositories/{repo}/file", repeat: "always" },
  doctor: { method: "GET", path: "/doctor", repeat: "always" },
  getUsage: { method: "GET", path: "/tenant/usage", repeat: "always" },
  listUsage: { method: "GET", path: "/usage", repeat: "always", list: "tenants" },
  createTenant: { method: "POST", path: "/tenants", repeat: "with-key" },
  listTenants: { method: "GET", path: "/tenants", repeat: "always", list: "tenants" },
  getTenant: { method: "GET", path: "/tenants/{id}", repeat: "always" },
  updateTenant: { method: "PATCH", path: "/tenants/{id}", repeat: "with-key" },
  renameTenant: { method: "PATCH", path: "/tenant", repeat: "with-key" },
  createKey: { method: "POST", path: "/keys", repeat: "with-key" },
  listKeys: { method: "GET", path: "/keys", repeat: "always", list: "keys" },
  getKey: { method: "GET", path: "/keys/{id}", repeat: "always" },
  updateKey: { method: "PATCH", path: "/keys/{id}", repeat: "with-key" },
  rotateKey: { method: "POST", path: "/keys/{id}/rotate", repeat: "with-key" },
  revokeKey: { method: "DELETE", path: "/keys/{id}", repeat: "with-key" },
  putCredential: { method: "PUT", path: "/credentials/{name}", repeat: "with-key" },
  listCredentials: { method: "GET", path: "/credentials", repeat: "always" },
  getCredential: { method: "GET", path: "/credentials/{name}", repeat: "always" },
  deleteCredential: { method: "DELETE", path: "/credentials/{name}", repeat: "with-key" },
  reencryptSecrets: { method: "POST", path: "/secrets/reencrypt", repeat: "with-key" },
  initInstallation: { method: "POST", path: "/installation", repeat: "with-key" },
  createOperatorKey: { method: "POST", path: "/operator-keys", repeat: "with-key" },
  listOperatorKeys: { method: "GET", path: "/operator-keys", repeat: "always", list: "keys" },
  getOperatorKey: { method: "GET", path: "/operator-keys/{id}", repeat: "always" },
  rotateOperatorKey: { method: "POST", path: "/operator-keys/{id}/rotate", repeat: "with-key" },
  revokeOperatorKey: { method: "DELETE", path: "/operator-keys/{id}", repeat: "with-key" },
  login: { method: "POST", path: "/auth/login", repeat: "never" },
  refresh: { method: "POST", path: "/auth/refresh", repeat: "never" },
  logout: { method: "POST", path: "/auth/logout", repeat: "with-key" },
  startDeviceLogin: { method: "POST", path: "/auth/device", repeat: "never" },
  findDeviceLogin: { method: "POST", path: "/auth/device/find", repeat: "always" },
  decideDeviceLogin: { method: "POST", path: "/auth/device/decide", repeat: "with-key" },
  finishDeviceLogin: { method: "POST", path: "/auth/device/token", repeat: "never" },
  getMe: { method: "GET", path: "/me", repeat: "always" },
  updateMe: { method: "PATCH", path: "/me", repeat: "with-key" },
  listSessions: { method: "GET", path: "/sessions", repeat: "always", list: "sessions" },
  getSession: { method: "GET", path: "/sessions/{id}", repeat: "always" },
  endSession: { method: "DELETE", path: "/sessions/{id}", repeat: "with-key" },
  changePassword: { method: "POST", path: "/me/password", repeat: "with-key" },
  deleteOwnAccount: { method: "DELETE", path: "/me", repeat: "with-key" },
  findPerson: { method: "POST", path: "/people/find", repeat: "always" },
  deletePerson: { method: "DELETE", path: "/people/{id}", repeat: "with-key" },
  requestPasswordReset: { method: "POST", path: "/auth/password-reset", repeat: "never" },
  makeResetLink: { method: "POST", path: "/people/reset-link", repeat: "with-key" },
  resetPassword: { method: "POST", path: "/auth/password-reset/spend", repeat: "never" },
  listMembers: { method: "GET", path: "/members", repeat: "always", list: "members" },
  getMember: { method: "GET", path: "/members/{id}", repeat: "always" },
  changeRole: { method: "PATCH", path: "/members/{id}", repeat: "with-key" },
  removeMember: { method: "DELETE", path: "/members/{id}", repeat: "with-key" },
  leaveTenant: { method: "DELETE", path: "/me/membership", repeat: "with-key" },
  getInvitation: { method: "GET", path: "/invitations/{id}", repeat: "always" },
  listInvitations: { method: "GET", path: "/invitations", repeat: "always", list: "invitations" },
  revokeInvitation: { method: "DELETE", path: "/invitations/{id}", repeat: "with-key" },
  inviteMember: { method: "POST", path: "/invitations", repeat: "with-key" },
  inviteOwner: { method: "POST", path: "/tenants/{id}/owner-invitation", repeat: "with-key" },
  acceptInvitation: { method: "POST", path: "/invitations/accept", repeat: "never" },
  deleteTenant: { method: "DELETE", path: "/tenants/{id}", repeat: "with-key" },
  deleteOwnTenant: { method: "DELETE", path: "/tenant", repeat: "with-key" },
  listAudit: { method: "GET", path: "/audit", repeat: "always", list: "records" },
  verifyAudit: { method: "POST", path: "/audit/verify", repeat: "always", list: null },
  exportAudit: { method: "GET", path: "/audit/export", repeat: "always", list: "records" },
  exportTenant: { method: "POST", path: "/tenants/{id}/exports", repeat: "with-key" },
  listTenantExports: { method: "GET", path: "/tenants/{id}/exports", repeat: "always" },
  getTenantExport: { method: "GET", path: "/tenants/{id}/exports/{export_id}", repeat: "always" },
  downloadTenantExport: {
    method: "GET",
    path: "/tenants/{id}/exports/{export_id}/archive",
    repeat: "always",
    isFile: true,
  },
  deleteTenantExport: { method: "DELETE", path: "/tenants/{id}/exports/{export_id}", repeat: "with-key" },
};

export interface Operations {
  /** Make an https URL known as a repository; `index_repository` reads it. Needs code:write. @throws AetherError URL_REFUSED, UPSTREAM_FAILED, CONFLICT */
  registerRepository(
    input: types.RegisterRepositoryInput,
    options?: CallOptions,
  ): Promise<types.RegisterRepositoryOutput>;
  /** Send a zip, tar or tar.gz of a source tree as the body: it is kept, unpacked and read by a job. Needs code:write. @throws AetherError ARCHIVE_REFUSED, PAYLOAD_TOO_LARGE, NOT_FOUND, CONFLICT, QUEUE_FULL */
  uploadRepository(input: types.UploadRepositoryInput, options?: CallOptions): Promise<types.UploadRepositoryOutput>;
  /** Repositories with their state, counts and skipped files. Needs code:read. */
  readonly listRepositories: Paged<
    [input?: types.ListRepositoriesInput, options?: CallOptions],
    types.ListRepositoriesOutput,
    types.ListRepositoriesOutput["repositories"][number]
  >;
  /** One repository by id or name. Needs code:read. @throws AetherError NOT_FOUND */
  getRepository(input: types.GetRepositoryInput, options?: CallOptions): Promise<types.GetRepositoryOutput>;
  /** Change a repository's name, ref, credential, schedule or retention; every id in it stays. Needs code:write. @throws AetherError NOT_FOUND, CONFLICT, PRECONDITION_FAILED */
  updateRepository(input: types.UpdateRepositoryInput, options?: CallOptions): Promise<types.UpdateRepositoryOutput>;
  /** Delete a repository with all that was read of it: answers at once with the job that does it. Needs code:write. @throws AetherError NOT_FOUND, QUEUE_FULL */
  deleteRepository(input: types.DeleteRepositoryInput, options?: CallOptions): Promise<types.DeleteRepositoryOutput>;
  /** Read a repository, by its URL or its place on the server's machine: answers at once with the job that does it. Needs code:write. @throws AetherError PATH_NOT_FOUND, PATH_NOT_ALLOWED, PATH_NOT_A_DIRECTORY, PATH_NOT_READABLE, SCIP_INVALID, URL_REFUSED, UPSTREAM_FAILED, NOT_FOUND, CONFLICT, QUEUE_FULL */
  indexRepository(input?: types.IndexRepositoryInput, options?: CallOptions): Promise<types.IndexRepositoryOutput>;
  /** One job: its state, stage, progress, and why files were skipped. Needs jobs:read. @throws AetherError NOT_FOUND */
  getJob(input: types.GetJobInput, options?: CallOptions): Promise<types.GetJobOutput>;
  /** A job as it is now, and again at every change, until it has ended. Needs jobs:read. @throws AetherError NOT_FOUND, RATE_LIMITED */
  watchJob(input: types.WatchJobInput, options?: CallOptions): AsyncGenerator<types.WatchJobOutput, void, undefined>;
  /** Jobs, newest first. Needs jobs:read. */
  readonly listJobs: Paged<
    [input?: types.ListJobsInput, options?: CallOptions],
    types.ListJobsOutput,
    types.ListJobsOutput["jobs"][number]
  >;
  /** Stop a job; what readers saw before stays as it was. Needs jobs:write. @throws AetherError NOT_FOUND, CONFLICT */
  cancelJob(input: types.CancelJobInput, options?: CallOptions): Promise<types.CancelJobOutput>;
  /** Queue a job again that is dead, failed or cancelled, with all its retries. Needs jobs:write. @throws AetherError NOT_FOUND, CONFLICT, QUEUE_FULL */
  retryJob(input: types.RetryJobInput, options?: CallOptions): Promise<types.RetryJobOutput>;
  /** The graph of a repository as rows of the export format, page by page. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE, CONFLICT */
  readonly exportGraph: Paged<
    [input: types.ExportGraphInput, options?: CallOptions],
    types.ExportGraphOutput,
    types.ExportGraphOutput["rows"][number]
  >;
  /** Definitions and edges that were added, removed, changed or moved between two snapshots or refs. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE */
  readonly diffGraph: Pages<[input: types.DiffGraphInput, options?: CallOptions], types.DiffGraphOutput>;
  /** Forget indexed refs: the named ones, or those that lead to no commit any more. Needs code:write. @throws AetherError NOT_FOUND, CONFLICT, PATH_NOT_READABLE, URL_REFUSED, REPOSITORY_DENIED, UPSTREAM_FAILED, TIMEOUT */
  forgetRefs(input: types.ForgetRefsInput, options?: CallOptions): Promise<types.ForgetRefsOutput>;
  /** The tenant's models: its embedder and the one that shall follow it, its reranker, what they may cost. Needs models:read. */
  getModels(input?: types.GetModelsInput, options?: CallOptions): Promise<types.GetModelsOutput>;
  /** Choose the tenant's embedder and reranker, and what they may cost. Needs models:write. @throws AetherError NOT_FOUND, FORBIDDEN, URL_REFUSED, MODEL_REFUSED, UPSTREAM_FAILED, BUDGET_SPENT, SECRET_UNREADABLE */
  setModels(input?: types.SetModelsInput, options?: CallOptions): Promise<types.SetModelsOutput>;
  /** Find definitions and documents by words, code or a question. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE */
  search(input: types.SearchInput, options?: CallOptions): Promise<types.SearchOutput>;
  /** Every line of the indexed text that has a text, or matches a regular expression. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE, CONFLICT */
  readonly grep: Pages<[input: types.GrepInput, options?: CallOptions], types.GrepOutput>;
  /** The lines that grep finds, while they are found. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE, CONFLICT, RATE_LIMITED */
  streamGrep(
    input: types.StreamGrepInput,
    options?: CallOptions,
  ): AsyncGenerator<types.StreamGrepOutput, void, undefined>;
  /** Definitions by name, qualified name, path or path:line. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE, CONFLICT */
  readonly findNodes: Pages<[input: types.FindNodesInput, options?: CallOptions], types.FindNodesOutput>;
  /** One definition, file or external symbol with its source and how much touches it. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE */
  getNode(input: types.GetNodeInput, options?: CallOptions): Promise<types.GetNodeOutput>;
  /** Callers, callees, imports, inheritance, implementations or overrides of a node, to a depth. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE, CONFLICT */
  readonly neighbours: Pages<[input: types.NeighboursInput, options?: CallOptions], types.NeighboursOutput>;
  /** Every place that uses a definition: calls, references, imports, inheritance and overrides, with lines. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE, CONFLICT */
  readonly findReferences: Paged<
    [input: types.FindReferencesInput, options?: CallOptions],
    types.FindReferencesOutput,
    types.FindReferencesOutput["references"][number]
  >;
  /** The shortest path from one node to another, or all simple ones, within limits that are told. Needs code:read. @throws AetherError NOT_FOUND */
  findPaths(input: types.FindPathsInput, options?: CallOptions): Promise<types.FindPathsOutput>;
  /** Why one definition uses another: the steps that bind each edge between them, or those of a shortest way. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE */
  explainEdges(input: types.ExplainEdgesInput, options?: CallOptions): Promise<types.ExplainEdgesOutput>;
  /** Groups of files of a repository that import each other in a circle, each with one of its shortest cycles. Needs code:read. @throws AetherError NOT_FOUND */
  findCycles(input: types.FindCyclesInput, options?: CallOptions): Promise<types.FindCyclesOutput>;
  /** Definitions that nothing uses: not exported, not tests, entry points or overriders; with what may use them. Needs code:read. @throws AetherError NOT_FOUND, CONFLICT */
  readonly findUnreachable: Paged<
    [input: types.FindUnreachableInput, options?: CallOptions],
    types.FindUnreachableOutput,
    types.FindUnreachableOutput["definitions"][number]
  >;
  /** What the name at a file, line and column means: a definition, a local name, or why nothing is known. Needs code:read. @throws AetherError NOT_FOUND */
  definitionAt(input: types.DefinitionAtInput, options?: CallOptions): Promise<types.DefinitionAtOutput>;
  /** The indexed text of a file, or a range of its lines. Needs code:read. @throws AetherError NOT_FOUND, SNAPSHOT_GONE */
  getFile(input: types.GetFileInput, options?: CallOptions): Promise<types.GetFileOutput>;
  /** Checks of the machine, the database and the index, each with what to do. Needs system:read. */
  doctor(input?: types.DoctorInput, options?: CallOptions): Promise<types.DoctorOutput>;
  /** What a tenant uses of its quotas, now and by day. Needs tenant:read. @throws AetherError NOT_FOUND */
  getUsage(input?: types.GetUsageInput, options?: CallOptions): Promise<types.GetUsageOutput>;
  /** What all tenants use of their quotas, by slug. Needs platform:read. */
  readonly listUsage: Paged<
    [input?: types.ListUsageInput, options?: CallOptions],
    types.ListUsageOutput,
    types.ListUsageOutput["tenants"][number]
  >;
  /** Make a tenant. Needs platform:write. @throws AetherError CONFLICT */
  createTenant(input: types.CreateTenantInput, options?: CallOptions): Promise<types.CreateTenantOutput>;
  /** All tenants, by slug. Needs platform:read. */
  readonly listTenants: Paged<
    [input?: types.ListTenantsInput, options?: CallOptions],
    types.ListTenantsOutput,
    types.ListTenantsOutput["tenants"][number]
  >;
  /** One tenant: one's own, or any to the operator. Needs tenant:read. @throws AetherError NOT_FOUND */
  getTenant(input: types.GetTenantInput, options?: CallOptions): Promise<types.GetTenantOutput>;
  /** Suspend a tenant or let it work again; change its name and quotas. Needs platform:write. @throws AetherError NOT_FOUND, CONFLICT, PRECONDITION_FAILED */
  updateTenant(input: types.UpdateTenantInput, options?: CallOptions): Promise<types.UpdateTenantOutput>;
  /** Change the name of one's own tenant. Needs tenant:write. @throws AetherError PRECONDITION_FAILED */
  renameTenant(input: types.RenameTenantInput, options?: CallOptions): Promise<types.RenameTenantOutput>;
  /** Make a key for programs; the answer is the only place that shows it. Needs keys:write. */
  createKey(input: types.CreateKeyInput, options?: CallOptions): Promise<types.CreateKeyOutput>;
  /** The tenant's keys, newest first, without their secrets. Needs keys:read. */
  readonly listKeys: Paged<
    [input?: types.ListKeysInput, options?: CallOptions],
    types.ListKeysOutput,
    types.ListKeysOutput["keys"][number]
  >;
  /** One key, without its secret. Needs keys:read. @throws AetherError NOT_FOUND */
  getKey(input: types.GetKeyInput, options?: CallOptions): Promise<types.GetKeyOutput>;
  /** Change the name of a key, or how long it is good from now on. Needs keys:write. @throws AetherError NOT_FOUND, CONFLICT, FORBIDDEN */
  updateKey(input: types.UpdateKeyInput, options?: CallOptions): Promise<types.UpdateKeyOutput>;
  /** Make a key that takes another's place; the old one expires after some hours. Needs keys:write. @throws AetherError NOT_FOUND, CONFLICT */
  rotateKey(input: types.RotateKeyInput, options?: CallOptions): Promise<types.RotateKeyOutput>;
  /** Make a key worthless, at once and for good. Needs keys:write. @throws AetherError NOT_FOUND */
  revokeKey(input: types.RevokeKeyInput, options?: CallOptions): Promise<types.RevokeKeyOutput>;
  /** Keep a credential of another service, encrypted; it is never shown again. Needs credentials:write. @throws AetherError CONFLICT */
  putCredential(input: types.PutCredentialInput, options?: CallOptions): Promise<types.PutCredentialOutput>;
  /** Credentials of other services, without their secrets. Needs credentials:write. */
  listCredentials(input?: types.ListCredentialsInput, options?: CallOptions): Promise<types.ListCredentialsOutput>;
  /** One credential of another service, without its secret. Needs credentials:write. @throws AetherError NOT_FOUND */
  getCredential(input: types.GetCredentialInput, options?: CallOptions): Promise<types.GetCredentialOutput>;
  /** Delete a credential of another service. Needs credentials:write. @throws AetherError NOT_FOUND */
  deleteCredential(input: types.DeleteCredentialInput, options?: CallOptions): Promise<types.DeleteCredentialOutput>;
  /** Seal everything under the current root key, and say which keys nothing needs any more. Needs platform:write. @throws AetherError SECRET_UNREADABLE */
  reencryptSecrets(input?: types.ReencryptSecretsInput, options?: CallOptions): Promise<types.ReencryptSecretsOutput>;
  /** Make the first operator's key, the first tenant and its owner; once, before anybody has a key. Needs platform:write. @throws AetherError CONFLICT */
  initInstallation(input: types.InitInstallationInput, options?: CallOptions): Promise<types.InitInstallationOutput>;
  /** Make a key of the platform's operator; the answer is the only place that shows it. Needs platform:write. @throws AetherError CONFLICT */
  createOperatorKey(input: types.CreateOperatorKeyInput, options?: CallOptions): Promise<types.CreateOperatorKeyOutput>;
  /** The keys of the platform's operators, newest first, without their secrets. Needs platform:read. */
  readonly listOperatorKeys: Paged<
    [input?: types.ListOperatorKeysInput, options?: CallOptions],
    types.ListOperatorKeysOutput,
    types.ListOperatorKeysOutput["keys"][number]
  >;
  /** One operator's key, without its secret. Needs platform:read. @throws AetherError NOT_FOUND */
  getOperatorKey(input: types.GetOperatorKeyInput, options?: CallOptions): Promise<types.GetOperatorKeyOutput>;
  /** Make an operator's key that takes another's place; the old one expires after some hours. Needs platform:write. @throws AetherError NOT_FOUND, CONFLICT */
  rotateOperatorKey(input: types.RotateOperatorKeyInput, options?: CallOptions): Promise<types.RotateOperatorKeyOutput>;
  /** Make an operator's key worthless, at once and for good. Needs platform:write. @throws AetherError NOT_FOUND */
  revokeOperatorKey(input: types.RevokeOperatorKeyInput, options?: CallOptions): Promise<types.RevokeOperatorKeyOutput>;
  /** Sign in with e-mail and password. @throws AetherError UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED */
  login(input: types.LoginInput, options?: CallOptions): Promise<types.LoginOutput>;
  /** Trade a refresh token for an access token and the next refresh token. @throws AetherError UNAUTHENTICATED, FORBIDDEN, CONFLICT */
  refresh(input: types.RefreshInput, options?: CallOptions): Promise<types.RefreshOutput>;
  /** End the session that asks. Needs self:write. */
  logout(input?: types.LogoutInput, options?: CallOptions): Promise<types.LogoutOutput>;
  /** Ask to be signed in on a device without a browser: a person types its code elsewhere. @throws AetherError RATE_LIMITED */
  startDeviceLogin(input?: types.StartDeviceLoginInput, options?: CallOptions): Promise<types.StartDeviceLoginOutput>;
  /** Which device asks to be signed in under a code. Needs self:read. @throws AetherError NOT_FOUND, RATE_LIMITED */
  findDeviceLogin(input: types.FindDeviceLoginInput, options?: CallOptions): Promise<types.FindDeviceLoginOutput>;
  /** Sign a device in as oneself, in the tenant one acts in, or deny it. Needs self:write. @throws AetherError NOT_FOUND, RATE_LIMITED */
  decideDeviceLogin(input: types.DecideDeviceLoginInput, options?: CallOptions): Promise<types.DecideDeviceLoginOutput>;
  /** Ask whether the device is signed in by now; the answer that says so holds its session. @throws AetherError AUTHORIZATION_PENDING, SLOW_DOWN, EXPIRED_TOKEN, ACCESS_DENIED */
  finishDeviceLogin(input: types.FinishDeviceLoginInput, options?: CallOptions): Promise<types.FinishDeviceLoginOutput>;
  /** Who is signed in, and in which tenants they may act. Needs self:read. */
  getMe(input?: types.GetMeInput, options?: CallOptions): Promise<types.GetMeOutput>;
  /** Change how one is called. Needs self:write. */
  updateMe(input: types.UpdateMeInput, options?: CallOptions): Promise<types.UpdateMeOutput>;
  /** Where one is signed in, the newest first. Needs self:read. */
  readonly listSessions: Paged<
    [input?: types.ListSessionsInput, options?: CallOptions],
    types.ListSessionsOutput,
    types.ListSessionsOutput["sessions"][number]
  >;
  /** One place where one is signed in. Needs self:read. @throws AetherError NOT_FOUND */
  getSession(input: types.GetSessionInput, options?: CallOptions): Promise<types.GetSessionOutput>;
  /** Sign out somewhere else. Needs self:write. @throws AetherError NOT_FOUND */
  endSession(input: types.EndSessionInput, options?: CallOptions): Promise<types.EndSessionOutput>;
  /** Set another password; every other session ends. Needs self:write. @throws AetherError RATE_LIMITED */
  changePassword(input: types.ChangePasswordInput, options?: CallOptions): Promise<types.ChangePasswordOutput>;
  /** Delete one's own account with its sessions and memberships, in every tenant; never the last owner's. Needs self:write. @throws AetherError NOT_FOUND, CONFLICT, RATE_LIMITED */
  deleteOwnAccount(input: types.DeleteOwnAccountInput, options?: CallOptions): Promise<types.DeleteOwnAccountOutput>;
  /** Who has an e-mail address, and in which tenants they may act. Needs platform:read. @throws AetherError NOT_FOUND */
  findPerson(input: types.FindPersonInput, options?: CallOptions): Promise<types.FindPersonOutput>;
  /** Delete a person's account with its sessions and memberships, in every tenant; never the last owner's. Needs platform:write. @throws AetherError NOT_FOUND, CONFLICT */
  deletePerson(input: types.DeletePersonInput, options?: CallOptions): Promise<types.DeletePersonOutput>;
  /** Ask for a link by mail that sets a new password. @throws AetherError RATE_LIMITED */
  requestPasswordReset(
    input: types.RequestPasswordResetInput,
    options?: CallOptions,
  ): Promise<types.RequestPasswordResetOutput>;
  /** Make a link with which a person sets a new password, to be handed over by the operator. Needs platform:write. @throws AetherError NOT_FOUND */
  makeResetLink(input: types.MakeResetLinkInput, options?: CallOptions): Promise<types.MakeResetLinkOutput>;
  /** Set a new password with a link that was mailed; the device that does is no stranger at the next sign-in. @throws AetherError UNAUTHENTICATED, RATE_LIMITED */
  resetPassword(input: types.ResetPasswordInput, options?: CallOptions): Promise<types.ResetPasswordOutput>;
  /** Who belongs to the tenant, and as what. Needs members:read. */
  readonly listMembers: Paged<
    [input?: types.ListMembersInput, options?: CallOptions],
    types.ListMembersOutput,
    types.ListMembersOutput["members"][number]
  >;
  /** One member, and as what. Needs members:read. @throws AetherError NOT_FOUND */
  getMember(input: types.GetMemberInput, options?: CallOptions): Promise<types.GetMemberOutput>;
  /** Make a member something else; up to what one is oneself, and never the last owner. Needs members:write. @throws AetherError NOT_FOUND, FORBIDDEN, CONFLICT */
  changeRole(input: types.ChangeRoleInput, options?: CallOptions): Promise<types.ChangeRoleOutput>;
  /** End a membership; never the last owner's. Needs members:write. @throws AetherError NOT_FOUND, FORBIDDEN, CONFLICT */
  removeMember(input: types.RemoveMemberInput, options?: CallOptions): Promise<types.RemoveMemberOutput>;
  /** End one's own membership in the tenant that one acts in; the last owner cannot. Needs self:write. @throws AetherError NOT_FOUND, CONFLICT */
  leaveTenant(input?: types.LeaveTenantInput, options?: CallOptions): Promise<types.LeaveTenantOutput>;
  /** One invitation, without its secret. Needs members:write. @throws AetherError NOT_FOUND */
  getInvitation(input: types.GetInvitationInput, options?: CallOptions): Promise<types.GetInvitationOutput>;
  /** Who was asked into the tenant, newest first. Needs members:write. */
  readonly listInvitations: Paged<
    [input?: types.ListInvitationsInput, options?: CallOptions],
    types.ListInvitationsOutput,
    types.ListInvitationsOutput["invitations"][number]
  >;
  /** Take an invitation back that was not accepted yet. Needs members:write. @throws AetherError NOT_FOUND */
  revokeInvitation(input: types.RevokeInvitationInput, options?: CallOptions): Promise<types.RevokeInvitationOutput>;
  /** Ask somebody into the tenant, with a role up to one's own. Needs members:write. @throws AetherError FORBIDDEN */
  inviteMember(input: types.InviteMemberInput, options?: CallOptions): Promise<types.InviteMemberOutput>;
  /** Ask somebody to own a tenant; by the operator, for a tenant that nobody is in yet or any other. Needs platform:write. @throws AetherError NOT_FOUND */
  inviteOwner(input: types.InviteOwnerInput, options?: CallOptions): Promise<types.InviteOwnerOutput>;
  /** Join a tenant with an invitation. @throws AetherError UNAUTHENTICATED, CONFLICT, RATE_LIMITED */
  acceptInvitation(input: types.AcceptInvitationInput, options?: CallOptions): Promise<types.AcceptInvitationOutput>;
  /** Delete a tenant with all that it has: at once nothing can be read or written any more, then it is removed. Needs platform:write. @throws AetherError NOT_FOUND, CONFLICT */
  deleteTenant(input: types.DeleteTenantInput, options?: CallOptions): Promise<types.DeleteTenantOutput>;
  /** Delete one's own tenant with all that it has. Needs tenant:write. @throws AetherError CONFLICT */
  deleteOwnTenant(input: types.DeleteOwnTenantInput, options?: CallOptions): Promise<types.DeleteOwnTenantOutput>;
  /** Who did what, from where, and how it ended: the newest first. Needs audit:read. @throws AetherError FORBIDDEN */
  readonly listAudit: Paged<
    [input?: types.ListAuditInput, options?: CallOptions],
    types.ListAuditOutput,
    types.ListAuditOutput["records"][number]
  >;
  /** Check the chain of the trail, and name the first record that was changed, moved or removed. Needs audit:read. @throws AetherError FORBIDDEN */
  readonly verifyAudit: Pages<[input?: types.VerifyAuditInput, options?: CallOptions], types.VerifyAuditOutput>;
  /** The whole trail in pages, the oldest first. Needs audit:read. @throws AetherError FORBIDDEN */
  readonly exportAudit: Paged<
    [input?: types.ExportAuditInput, options?: CallOptions],
    types.ExportAuditOutput,
    types.ExportAuditOutput["records"][number]
  >;
  /** Write all that a tenant has into an archive, in the place of the one before; of a suspended one, too. Needs tenant:export. @throws AetherError NOT_FOUND, CONFLICT, QUEUE_FULL */
  exportTenant(input: types.ExportTenantInput, options?: CallOptions): Promise<types.ExportTenantOutput>;
  /** The exports of a tenant that have not expired, and how far they have come. Needs tenant:export. @throws AetherError NOT_FOUND */
  listTenantExports(input: types.ListTenantExportsInput, options?: CallOptions): Promise<types.ListTenantExportsOutput>;
  /** One export of a tenant, and how far it has come. Needs tenant:export. @throws AetherError NOT_FOUND */
  getTenantExport(input: types.GetTenantExportInput, options?: CallOptions): Promise<types.GetTenantExportOutput>;
  /** The archive of an export: a tar of gzipped JSON lines, with a manifest. Needs tenant:export. @throws AetherError NOT_FOUND, CONFLICT, RANGE_NOT_SATISFIABLE */
  downloadTenantExport(
    input: types.DownloadTenantExportInput,
    options?: DownloadOptions,
  ): AsyncGenerator<Uint8Array, void, undefined>;
  /** Delete an export with its archive, before it expires. Needs tenant:export. @throws AetherError NOT_FOUND, CONFLICT */
  deleteTenantExport(
    input: types.DeleteTenantExportInput,
    options?: CallOptions,
  ): Promise<types.DeleteTenantExportOutput>;
}

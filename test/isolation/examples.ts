/**
 * For each operation the inputs that ask it for something of a world. The tests of isolation demand one for each operation
 * there is, so a new one cannot be forgotten.
 */
import { PASSWORD } from "./furnish.ts";
import type { World } from "./world.ts";

export type Example = (world: World) => object;

const byRepo: Example = ({ repo }) => ({ repo });
const byNode: Example = ({ nodeId }) => ({ id: nodeId });

/** Those whose answer depends on the words that are asked for, whoever has them: nothing of another tenant may be in it. */
export const RANKED: ReadonlySet<string> = new Set(["search"]);

export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  index_repository: [({ repoId }) => ({ repo_id: repoId }), ({ repo }) => ({ repo_id: repo })],
  register_repository: [({ canary }) => ({ url: `https://git.example.org/${canary}.git`, name: `${canary}-far` })],
  get_job: [({ jobId }) => ({ id: jobId })],
  list_jobs: [() => ({})],
  watch_job: [({ jobId }) => ({ id: jobId })],
  cancel_job: [({ jobId }) => ({ id: jobId })],
  retry_job: [({ jobId }) => ({ id: jobId })],
  list_repositories: [() => ({})],
  get_repository: [({ repoId }) => ({ id: repoId }), ({ repo }) => ({ id: repo })],
  export_graph: [({ repoId }) => ({ id: repoId }), ({ repo, ref }) => ({ id: repo, ref })],
  diff_graph: [({ repoId, ref }) => ({ id: repoId, from: ref, to: ref })],
  upload_repository: [({ repoId }) => ({ archive: repoId, repo_id: repoId })],
  delete_repository: [({ repoId }) => ({ id: repoId })],
  forget_refs: [({ repoId }) => ({ id: repoId, gone: true })],
  search: [
    ({ canary }) => ({ query: canary }),
    ({ canary, repo }) => ({ query: `repo:${repo} ${canary}`, expand: true }),
    ({ canary }) => ({ query: "opens the door", filters: { symbol: [canary] } }),
  ],
  find_nodes: [({ canary }) => ({ name: canary }), ({ canary, repo }) => ({ name: canary, repo })],
  get_node: [byNode, ({ nodeId, repo }) => ({ id: nodeId, repo })],
  neighbours: [({ nodeId }) => ({ id: nodeId, relation: "callees" })],
  find_references: [byNode],
  find_paths: [({ nodeId, otherNodeId }) => ({ from: nodeId, to: otherNodeId })],
  explain_edges: [({ nodeId, otherNodeId }) => ({ from: nodeId, to: otherNodeId })],
  find_cycles: [byRepo],
  find_unreachable: [byRepo],
  definition_at: [({ repo, file }) => ({ repo, path: file, line: 3, column: 12 })],
  get_file: [({ repo, file }) => ({ repo, path: file }), ({ repoId, file }) => ({ repo: repoId, path: file })],
  doctor: [() => ({})],
  list_audit: [() => ({})],
  export_audit: [() => ({})],
  verify_audit: [() => ({})],
  list_tenant_exports: [({ tenantId }) => ({ id: tenantId }), ({ slug }) => ({ id: slug })],
  download_tenant_export: [({ tenantId, exportId }) => ({ id: tenantId, export_id: exportId })],
  // Behind the download: another archive takes the place of the one before.
  export_tenant: [({ tenantId }) => ({ id: tenantId }), ({ slug }) => ({ id: slug })],
  delete_tenant: [
    ({ tenantId }) => ({ id: tenantId, confirm: "another" }),
    ({ slug }) => ({ id: slug, confirm: "another" }),
  ],
  delete_own_tenant: [() => ({ confirm: "another" })],
  create_tenant: [({ canary }) => ({ slug: `${canary}-new` })],
  list_tenants: [() => ({})],
  get_tenant: [({ tenantId }) => ({ id: tenantId }), ({ slug }) => ({ id: slug })],
  get_usage: [({ tenantId }) => ({ id: tenantId }), ({ slug }) => ({ id: slug, days: 7 })],
  list_usage: [() => ({})],
  update_tenant: [({ tenantId }) => ({ id: tenantId })],
  delete_credential: [({ canary }) => ({ name: `${canary}-token` })],
  put_credential: [
    ({ canary }) => ({
      name: `${canary}-token`,
      kind: "git_token",
      host: "git.example.org",
      secret: "not-a-real-token",
    }),
  ],
  list_credentials: [() => ({})],
  reencrypt_secrets: [() => ({})],
  update_repository: [({ repoId, repo }) => ({ id: repoId, name: `${repo}-again` })],
  create_key: [({ canary }) => ({ name: canary, permissions: ["code:read"] })],
  list_keys: [() => ({})],
  get_key: [({ keyId }) => ({ id: keyId })],
  rotate_key: [({ keyId }) => ({ id: keyId })],
  revoke_key: [({ keyId }) => ({ id: keyId })],
  get_me: [() => ({})],
  list_sessions: [() => ({})],
  login: [({ email }) => ({ email, password: PASSWORD })],
  refresh: [({ refreshToken }) => ({ refresh_token: refreshToken })],
  change_password: [() => ({ password: PASSWORD, new_password: PASSWORD })],
  request_password_reset: [({ email }) => ({ email })],
  reset_password: [({ resetToken }) => ({ token: resetToken, new_password: PASSWORD })],
  make_reset_link: [({ email }) => ({ email })],
  delete_own_account: [() => ({ password: PASSWORD })],
  leave_tenant: [() => ({})],
  find_person: [({ email }) => ({ email })],
  delete_person: [({ personId }) => ({ id: personId })],
  end_session: [({ sessionId }) => ({ id: sessionId })],
  logout: [() => ({})],
  list_members: [() => ({})],
  change_role: [({ memberId }) => ({ id: memberId, role: "viewer" })],
  remove_member: [({ memberId }) => ({ id: memberId })],
  get_invitation: [({ invitationId }) => ({ id: invitationId })],
  list_invitations: [() => ({})],
  revoke_invitation: [({ invitationId }) => ({ id: invitationId })],
  invite_member: [({ canary }) => ({ email: `${canary}-again@example.org` })],
  invite_owner: [({ tenantId, email }) => ({ id: tenantId, email })],
  accept_invitation: [({ invitationToken }) => ({ token: invitationToken, password: PASSWORD })],
  list_operator_keys: [() => ({})],
  create_operator_key: [({ canary }) => ({ name: `${canary}-second` })],
  revoke_operator_key: [({ operatorKeyId }) => ({ id: operatorKeyId })],
  init_installation: [({ canary, email }) => ({ email, slug: `${canary}-first` })],
  rename_tenant: [({ canary }) => ({ name: canary })],
};

// Written by `make client` from the operations of the server.

import type { Bytes } from "../fetch.ts";

export type AcceptInvitationInput = {
  readonly token: string;
  /** of an account that is there already for the address, or the one of the account to be made */
  readonly password: string;
  readonly name?: string | undefined;
};

export type AcceptInvitationOutput = Accepted;

export type Accepted = {
  readonly tenant_id: string;
  readonly person_id: string;
  readonly email: string;
  readonly role: Role;
};

export type AuditPage = {
  readonly records: readonly AuditRecord[];
  readonly next_cursor: string | null;
};

export type AuditRecord = {
  /** counted from 1, without gaps */
  readonly number: number;
  readonly at: string;
  readonly actor: {
    readonly kind: string;
    readonly id: string;
  };
  /** the operation's name */
  readonly action: string;
  /** ids of what was acted on */
  readonly target: string;
  /** OK, or the code of the error */
  readonly outcome: string;
  readonly address: string;
  readonly user_agent: string;
  readonly request_id: string;
  /** hash of the record before */
  readonly previous: string;
  readonly hash: string;
};

export type CancelJobInput = {
  readonly id: string;
};

export type CancelJobOutput = Job;

export type ChangePasswordInput = {
  readonly password: string;
  readonly new_password: string;
};

export type ChangePasswordOutput = Done;

export type ChangeRoleInput = {
  readonly id: string;
  readonly role: "owner" | "admin" | "member" | "viewer";
};

export type ChangeRoleOutput = Done;

export type Completeness = {
  readonly repos: readonly {
    readonly repo: string;
    readonly ref: string | null;
    readonly snapshot: number;
    readonly commit: string | null;
    readonly dirty: boolean;
    readonly indexed_at: string;
    readonly files: number;
    readonly skipped_files: number;
    readonly scip: {
      readonly files: number;
      readonly stale_files: number;
    } | null;
  }[];
};

export type CreateKeyInput = {
  readonly name: string;
  /** what it may do, as code:read: some of what keys may bear and you may do yourself */
  readonly permissions: readonly string[];
  readonly environment?: "live" | "test" | undefined;
  /** never, where it is left out */
  readonly expires_in_days?: number | undefined;
};

export type CreateKeyOutput = NewKey;

export type CreateOperatorKeyInput = {
  /** unique */
  readonly name: string;
  readonly expires_in_days?: number | undefined;
};

export type CreateOperatorKeyOutput = NewOperatorKey;

export type CreateTenantInput = {
  /** a name for URLs and commands, unique in the installation */
  readonly slug: string;
  readonly name?: string | undefined;
  readonly quotas?:
    | {
        /** embeddings kept */
        readonly vectors?: number | null | undefined;
        /** calls a second */
        readonly qps?: number | null | undefined;
        /** gigabytes on disk */
        readonly storage_gb?: number | null | undefined;
        /** repositories */
        readonly repos?: number | null | undefined;
      }
    | undefined;
};

export type CreateTenantOutput = Tenant;

export type Credential = {
  readonly name: string;
  readonly kind: "git_token" | "provider_key";
  readonly host: string;
  readonly username: string;
  /** the end of the secret; empty where it is short */
  readonly last4: string;
  readonly created_at: string;
  readonly updated_at: string;
};

export type DecideDeviceLoginInput = {
  /** as the device shows it; small letters, blanks and dashes do not matter */
  readonly user_code: string;
  readonly approve: boolean;
};

export type DecideDeviceLoginOutput = Done;

export type DefinitionAtInput = {
  readonly repo: string;
  readonly path: string;
  readonly line: number;
  /** 0-based, in UTF-16 units */
  readonly column?: number | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type DefinitionAtOutput = {
  readonly name: string | null;
  readonly found: "meant" | "here" | "local" | "unresolved" | "enclosing";
  readonly definitions: readonly {
    readonly node: NodeSummary;
    readonly tier: string | null;
  }[];
  readonly local: {
    readonly line: number;
    readonly kind: "parameter" | "variable" | "import";
  } | null;
  readonly lines: readonly {
    readonly file: string;
    readonly line: number;
    readonly kind: "definition" | "parameter" | "variable" | "import" | "export";
  }[];
  readonly reason: string | null;
  readonly enclosing: NodeSummary | null;
  readonly completeness: GraphCompleteness;
};

export type DeleteCredentialInput = {
  readonly name: string;
};

export type DeleteCredentialOutput = {
  readonly name: string;
};

export type DeleteOwnAccountInput = {
  /** the one you have now */
  readonly password: string;
};

export type DeleteOwnAccountOutput = Done;

export type DeleteOwnTenantInput = {
  /** the tenant's slug, so that it is no other one's end */
  readonly confirm: string;
};

export type DeleteOwnTenantOutput = {
  readonly tenant_id: string;
  readonly slug: string;
  readonly state: "deleting";
};

export type DeletePersonInput = {
  /** person_id */
  readonly id: string;
};

export type DeletePersonOutput = Done;

export type DeleteRepositoryInput = {
  /** repo_id or name */
  readonly id: string;
};

export type DeleteRepositoryOutput = {
  readonly job_id: string;
  readonly repo_id: string;
  readonly repo: string;
  readonly state: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
};

export type DeleteTenantExportInput = {
  /** tenant_id or slug */
  readonly id: string;
  readonly export_id: string;
};

export type DeleteTenantExportOutput = DeletedExport;

export type DeleteTenantInput = {
  /** tenant_id or slug */
  readonly id: string;
  /** the tenant's slug, so that it is no other one's end */
  readonly confirm: string;
};

export type DeleteTenantOutput = {
  readonly tenant_id: string;
  readonly slug: string;
  readonly state: "deleting";
};

export type DeletedExport = {
  readonly export_id: string;
};

export type DiffGraphInput = {
  /** repo_id or name */
  readonly id: string;
  /** `worktree`, an indexed ref, the number of a kept snapshot, or `REF@NUMBER` */
  readonly from: string;
  /** `worktree`, an indexed ref, the number of a kept snapshot, or `REF@NUMBER` */
  readonly to: string;
  /** whose snapshots bare numbers are; the working tree's unless given */
  readonly ref?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type DiffGraphOutput = {
  readonly repo: string;
  readonly from: {
    readonly ref: string | null;
    readonly snapshot: number;
    readonly commit: string | null;
    readonly dirty: boolean;
    readonly indexed_at: string;
    readonly skipped_files: number;
    readonly moved_on: boolean | null;
  };
  readonly to: {
    readonly ref: string | null;
    readonly snapshot: number;
    readonly commit: string | null;
    readonly dirty: boolean;
    readonly indexed_at: string;
    readonly skipped_files: number;
    readonly moved_on: boolean | null;
  };
  readonly counts: {
    readonly definitions: {
      readonly added: number;
      readonly removed: number;
      readonly changed: number;
      readonly moved: number;
    };
    readonly edges: readonly {
      readonly change: "added" | "removed" | "changed";
      readonly kind: string;
      readonly tier: string;
      readonly count: number;
    }[];
  };
  readonly definitions: readonly {
    readonly change: "added" | "removed" | "changed" | "moved";
    readonly what: readonly ("signature" | "doc" | "content" | "visibility")[];
    readonly node: NodeSummary;
    readonly signature: string;
    readonly before: {
      readonly file: string;
      readonly start_line: number;
      readonly signature: string;
    } | null;
  }[];
  readonly edges: readonly {
    readonly change: "added" | "removed" | "changed";
    readonly kind: string;
    readonly tier: string;
    readonly tier_before: string | null;
    readonly from: NodeSummary;
    readonly to: NodeSummary;
  }[];
  readonly next_cursor: string | null;
};

export type DoctorInput = Readonly<Record<string, never>>;

export type DoctorOutput = {
  readonly checks: readonly {
    readonly name: string;
    readonly state: "ok" | "warn" | "fail";
    readonly detail: string;
    readonly fix: string | null;
  }[];
};

export type Done = {
  readonly done: true;
};

export type DownloadTenantExportInput = {
  /** tenant_id or slug */
  readonly id: string;
  readonly export_id: string;
};

export type EndSessionInput = {
  readonly id: string;
};

export type EndSessionOutput = Done;

export type ExplainEdgesInput = {
  readonly from: string;
  /** what is used */
  readonly to?: string | undefined;
  /** instead of `to`: a name that `from` uses and that could not be bound */
  readonly name?: string | undefined;
  /** of both ends all definitions of that kind and name in the file, as overloads are */
  readonly overloads?: string | undefined;
  /** the weakest evidence that counts */
  readonly min_tier?: "exact" | "inferred" | "dispatch" | "name" | undefined;
  readonly repo?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type ExplainEdgesOutput = {
  readonly from: NodeSummary;
  readonly to: NodeSummary | null;
  readonly relation: "edges" | "path" | "none";
  readonly edges: readonly {
    readonly from: NodeSummary;
    readonly to: NodeSummary;
    readonly kind: string;
    readonly tier: string;
    readonly lines: readonly number[];
    readonly uses: readonly {
      readonly line: number;
      readonly source: string;
      readonly use: string;
      readonly steps: readonly {
        readonly kind: string;
        readonly text: string;
        readonly file: string;
        readonly line: number;
      }[];
    }[];
  }[];
  readonly unresolved: readonly {
    readonly name: string;
    readonly reason: string;
    readonly line: number;
    readonly source: string;
    readonly use: string;
    readonly steps: readonly {
      readonly kind: string;
      readonly text: string;
      readonly file: string;
      readonly line: number;
    }[];
  }[];
  readonly steps_missing: boolean;
  readonly truncated: boolean;
  readonly completeness: GraphCompleteness;
};

export type ExportAuditInput = {
  /** one's tenant's (the default), or the platform's: what belongs to no tenant */
  readonly trail?: "tenant" | "platform" | undefined;
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ExportAuditOutput = AuditPage;

export type ExportGraphInput = {
  /** repo_id or name */
  readonly id: string;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type ExportGraphOutput = {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly next_cursor: string | null;
  readonly completeness: Completeness;
};

export type ExportTenantInput = {
  /** tenant_id or slug */
  readonly id: string;
};

export type ExportTenantOutput = {
  readonly tenant_id: string;
  readonly export_id: string;
  readonly job_id: string;
  /** of the job */
  readonly state: string;
  readonly expires_at: string;
};

export type FindCyclesInput = {
  readonly repo: string;
  /** the weakest evidence that counts; dispatch adds what a call may reach through overriders */
  readonly min_tier?: "exact" | "inferred" | "dispatch" | "name" | undefined;
  readonly limit?: number | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type FindCyclesOutput = {
  readonly groups: readonly {
    readonly files: readonly NodeSummary[];
    readonly size: number;
    readonly cycle: readonly NodeSummary[];
  }[];
  readonly count: number;
  readonly truncated: boolean;
  readonly completeness: GraphCompleteness;
};

export type FindDeviceLoginInput = {
  /** as the device shows it; small letters, blanks and dashes do not matter */
  readonly user_code: string;
};

export type FindDeviceLoginOutput = {
  readonly user_code: string;
  readonly client: string;
  /** from where the device asks */
  readonly address: string;
  readonly user_agent: string;
  readonly created_at: string;
  readonly expires_at: string;
  /** as whom it would be signed in: whoever asks */
  readonly email: string;
  /** and in which tenant */
  readonly tenant: string;
};

export type FindNodesInput = {
  /** name, qualified name (also package.Name, Type::member, Type#member), path or path:line; any case */
  readonly name: string;
  readonly repo?: string | undefined;
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type FindNodesOutput = {
  readonly nodes: readonly NodeSummary[];
  readonly suggestions: readonly string[];
  readonly next_cursor: string | null;
};

export type FindPathsInput = {
  readonly from: string;
  readonly to: string;
  /** of both ends all definitions of that kind and name in the file, as overloads are */
  readonly overloads?: string | undefined;
  /** the edges that are followed */
  readonly over?: "calls" | "imports" | "inheritance" | "any" | undefined;
  /** the weakest evidence that counts; dispatch adds what a call may reach through overriders */
  readonly min_tier?: "exact" | "inferred" | "dispatch" | "name" | undefined;
  /** all simple paths instead of one of the shortest */
  readonly all?: string | undefined;
  /** edges in a path */
  readonly max_length?: number | undefined;
  /** paths */
  readonly limit?: number | undefined;
  /** nodes looked at */
  readonly max_visited?: number | undefined;
  readonly repo?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type FindPathsOutput = {
  readonly from: NodeSummary;
  readonly to: NodeSummary;
  readonly paths: readonly {
    readonly length: number;
    readonly steps: readonly {
      readonly node: NodeSummary;
      readonly edge: {
        readonly kind: string;
        readonly tier: string;
        readonly lines: readonly number[];
      } | null;
    }[];
  }[];
  readonly visited: number;
  readonly truncated: boolean;
  readonly completeness: GraphCompleteness;
};

export type FindPersonInput = {
  readonly email: string;
};

export type FindPersonOutput = Person;

export type FindReferencesInput = {
  readonly id: string;
  /** all definitions of that kind and name in its file, as overloads are */
  readonly overloads?: string | undefined;
  /** the weakest evidence that counts; dispatch adds what a call may reach through overriders */
  readonly min_tier?: "exact" | "inferred" | "dispatch" | "name" | undefined;
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
  readonly repo?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type FindReferencesOutput = {
  readonly node: NodeSummary;
  /** how many definitions the answer is about: more than one with overloads=true */
  readonly overloads: number;
  readonly references: readonly {
    readonly node: NodeSummary;
    readonly kind: string;
    readonly tier: string;
    readonly lines: readonly number[];
  }[];
  readonly found: {
    readonly count: number;
    readonly more: boolean;
  };
  readonly next_cursor: string | null;
  readonly completeness: GraphCompleteness;
};

export type FindUnreachableInput = {
  readonly repo: string;
  /** only in files whose path begins so */
  readonly path?: string | undefined;
  /** what is exported as well: others may use it */
  readonly exported?: string | undefined;
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type FindUnreachableOutput = {
  readonly definitions: readonly {
    readonly node: NodeSummary;
    readonly unresolved: number;
  }[];
  readonly next_cursor: string | null;
  readonly completeness: GraphCompleteness;
};

export type FinishDeviceLoginInput = {
  readonly device_code: string;
};

export type FinishDeviceLoginOutput = LoggedIn;

export type ForgetRefsInput = {
  /** repo_id or name */
  readonly id: string;
  /** indexed refs to forget */
  readonly refs?: readonly string[] | undefined;
  /** also every indexed ref that leads to no commit any more */
  readonly gone?: boolean | undefined;
};

export type ForgetRefsOutput = {
  readonly repo: string;
  readonly forgotten: readonly string[];
};

export type GetCredentialInput = {
  readonly name: string;
};

export type GetCredentialOutput = Credential;

export type GetFileInput = {
  readonly repo: string;
  readonly path: string;
  readonly start_line?: number | undefined;
  readonly end_line?: number | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type GetFileOutput = {
  readonly repo: string;
  readonly path: string;
  readonly language: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly total_lines: number;
  readonly text: string;
};

export type GetInvitationInput = {
  readonly id: string;
};

export type GetInvitationOutput = Invitation;

export type GetJobInput = {
  readonly id: string;
};

export type GetJobOutput = Job;

export type GetKeyInput = {
  readonly id: string;
};

export type GetKeyOutput = Key;

export type GetMeInput = Readonly<Record<string, never>>;

export type GetMeOutput = Me;

export type GetMemberInput = {
  readonly id: string;
};

export type GetMemberOutput = Member;

export type GetModelsInput = Readonly<Record<string, never>>;

export type GetModelsOutput = {
  /** the one that searches use */
  readonly embedder: {
    /** under which its vectors and its cost are kept */
    readonly id: string;
    readonly provider: "builtin" | "voyage" | "openai";
    readonly model: string;
    readonly url: string | null;
    readonly dimensions: number;
    readonly credential: string | null;
    readonly price_per_million_tokens: number;
  };
  readonly next: {
    /** under which its vectors and its cost are kept */
    readonly id: string;
    readonly provider: "builtin" | "voyage" | "openai";
    readonly model: string;
    readonly url: string | null;
    readonly dimensions: number;
    readonly credential: string | null;
    readonly price_per_million_tokens: number;
    /** that are searched */
    readonly texts: number;
    /** of these; it serves when there are none left */
    readonly without_vector: number;
  } | null;
  readonly reranker: {
    readonly id: string;
    readonly provider: "none" | "voyage" | "cohere";
    readonly model: string;
    readonly url: string | null;
    readonly credential: string | null;
    readonly price_per_million_tokens: number;
    readonly budget_ms: number;
    readonly candidates: number;
  } | null;
  readonly budget: {
    readonly daily: number | null;
    readonly monthly: number | null;
  };
  /** with what is set aside for requests that are under way */
  readonly spent: {
    readonly today: number;
    readonly this_month: number;
  };
};

export type GetNodeInput = {
  readonly id: string;
  readonly repo?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type GetNodeOutput = {
  readonly node: {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
    readonly qualified_name: string;
    readonly repo: string;
    readonly file: string;
    readonly start_line: number;
    readonly end_line: number;
    readonly language: string;
    readonly signature: string;
    readonly doc: string;
    readonly visibility: string;
    readonly exported: boolean;
    readonly parent_id: string | null;
  };
  readonly source: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly completeness: Completeness;
};

export type GetOperatorKeyInput = {
  readonly id: string;
};

export type GetOperatorKeyOutput = OperatorKey;

export type GetRepositoryInput = {
  /** repo_id or name */
  readonly id: string;
};

export type GetRepositoryOutput = Repository;

export type GetSessionInput = {
  readonly id: string;
};

export type GetSessionOutput = Session;

export type GetTenantExportInput = {
  /** tenant_id or slug */
  readonly id: string;
  readonly export_id: string;
};

export type GetTenantExportOutput = TenantExport;

export type GetTenantInput = {
  /** tenant_id or slug */
  readonly id: string;
};

export type GetTenantOutput = Tenant;

export type GetUsageInput = {
  /** tenant_id or slug; one's own unless given */
  readonly id?: string | undefined;
  /** how many days back */
  readonly days?: number | undefined;
};

export type GetUsageOutput = Usage;

export type GraphCompleteness = {
  readonly repos: readonly {
    readonly repo: string;
    readonly ref: string | null;
    readonly snapshot: number;
    readonly commit: string | null;
    readonly dirty: boolean;
    readonly indexed_at: string;
    readonly files: number;
    readonly skipped_files: number;
    readonly scip: {
      readonly files: number;
      readonly stale_files: number;
    } | null;
  }[];
  readonly moved_on: boolean | null;
  readonly skipped: readonly SkippedFile[];
  readonly unresolved: {
    readonly count: number;
    readonly more: boolean;
    readonly first: readonly {
      readonly file: string;
      readonly line: number;
      readonly name: string;
      readonly reason: string;
    }[];
  };
};

export type GrepInput = {
  /** a regular expression in the syntax of RE2 */
  readonly pattern: string;
  /** look for the pattern as it is written */
  readonly literal?: boolean | undefined;
  /** smart: sensitive where the pattern has an upper-case letter */
  readonly case?: "sensitive" | "insensitive" | "smart" | undefined;
  /** only where neither side is a letter, a digit or an underscore */
  readonly word?: boolean | undefined;
  /** a match may go over lines */
  readonly multiline?: boolean | undefined;
  /** lines shown before each match */
  readonly before?: number | undefined;
  /** lines shown behind each match */
  readonly after?: number | undefined;
  readonly repo?: readonly string[] | undefined;
  readonly lang?: readonly string[] | undefined;
  /** glob (`*.ts` in any folder, `src/**\/*.{ts,tsx}` from the root) or part of a path; with ! before it, what is left out */
  readonly path?: readonly string[] | undefined;
  /** lines with a match */
  readonly limit?: number | undefined;
  /** also where every file must be looked through */
  readonly force?: boolean | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type GrepMatch = {
  readonly repo: string;
  readonly file: string;
  readonly language: string;
  readonly line: number;
  readonly end_line: number;
  readonly text: string;
  readonly text_from: number;
  readonly highlights: readonly (readonly [number, number, number])[];
  readonly before: readonly string[];
  readonly after: readonly string[];
};

export type GrepOutput = {
  readonly matches: readonly GrepMatch[];
  readonly searched: {
    readonly files: number;
    readonly bytes: number;
    readonly without_trigrams: readonly string[];
  };
  readonly given_up: readonly {
    readonly repo: string;
    readonly file: string;
  }[];
  readonly ended_by: "end" | "limit" | "bytes" | "time";
  readonly next_cursor: string | null;
  readonly completeness: Completeness;
};

export type IndexRepositoryInput = {
  /** a folder on the server's machine; else give url or repo_id */
  readonly path?: string | undefined;
  /** an https URL that git clones from; registered if it is new */
  readonly url?: string | undefined;
  /** id or name of a repository that is known */
  readonly repo_id?: string | undefined;
  readonly name?: string | undefined;
  /** with url: the name of a stored credential that opens it */
  readonly credential?: string | undefined;
  /** a branch, tag or commit to read instead of the working tree */
  readonly ref?: string | undefined;
  /** SCIP indexes of the folder on the server's machine, merged before our own rules */
  readonly scip?: readonly string[] | undefined;
};

export type IndexRepositoryOutput = {
  readonly job_id: string;
  readonly repo_id: string;
  readonly repo: string;
  readonly renamed_from: string | null;
  readonly state: JobState;
};

export type InitInstallationInput = {
  /** of the first tenant's owner */
  readonly email: string;
  /** of the first tenant */
  readonly slug?: string | undefined;
  /** of the first tenant */
  readonly name?: string | undefined;
};

export type InitInstallationOutput = {
  /** shown this once */
  readonly operator_key: string;
  readonly tenant_id: string;
  readonly slug: string;
  readonly email: string;
  /** the owner's first password: shown this once, to be changed */
  readonly password: string;
};

export type Invitation = {
  readonly invitation_id: string;
  readonly email: string;
  readonly role: Role;
  readonly state: "open" | "accepted" | "revoked" | "expired";
  /** a person; null: the operator or the local owner */
  readonly invited_by: string | null;
  readonly created_at: string;
  readonly expires_at: string;
};

export type InviteMemberInput = {
  readonly email: string;
  readonly role?: "owner" | "admin" | "member" | "viewer" | undefined;
  readonly expires_in_days?: number | undefined;
};

export type InviteMemberOutput = NewInvitation;

export type InviteOwnerInput = {
  /** tenant_id or slug */
  readonly id: string;
  readonly email: string;
};

export type InviteOwnerOutput = NewInvitation;

export type Job = {
  readonly job_id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly stalled: boolean;
  readonly subject: string;
  readonly stage: string;
  readonly percent: number;
  readonly progress: {
    readonly done?: number;
    readonly total?: number;
    readonly rate?: number;
    readonly skipped?: number;
    readonly skipped_files?: readonly SkippedFile[];
  };
  readonly attempt: number;
  readonly result: unknown;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: unknown;
  } | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly retry_at: string | null;
  readonly finished_at: string | null;
};

export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled" | "dead";

export type Key = {
  readonly key_id: string;
  readonly name: string;
  readonly environment: "live" | "test";
  /** the first and last characters, to know it again by */
  readonly shown_as: string;
  readonly permissions: readonly string[];
  readonly state: "active" | "expired" | "revoked";
  readonly created_at: string;
  /** a person; null: the operator or the local owner */
  readonly created_by: string | null;
  readonly expires_at: string | null;
  /** to the minute */
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  /** the key that this one was rotated from */
  readonly replaces: string | null;
};

export type LeaveTenantInput = Readonly<Record<string, never>>;

export type LeaveTenantOutput = Done;

export type ListAuditInput = {
  /** one's tenant's (the default), or the platform's: what belongs to no tenant */
  readonly trail?: "tenant" | "platform" | undefined;
  /** id of a person, key or job */
  readonly actor?: string | undefined;
  /** name of an operation */
  readonly action?: string | undefined;
  /** OK, or a code */
  readonly outcome?: string | undefined;
  /** from this moment on */
  readonly since?: string | undefined;
  /** before this moment */
  readonly until?: string | undefined;
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListAuditOutput = AuditPage;

export type ListCredentialsInput = Readonly<Record<string, never>>;

export type ListCredentialsOutput = {
  readonly credentials: readonly Credential[];
};

export type ListInvitationsInput = {
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListInvitationsOutput = {
  readonly invitations: readonly Invitation[];
  readonly next_cursor: string | null;
};

export type ListJobsInput = {
  readonly state?: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "dead" | undefined;
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListJobsOutput = {
  readonly jobs: readonly Job[];
  readonly next_cursor: string | null;
};

export type ListKeysInput = {
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListKeysOutput = {
  readonly keys: readonly Key[];
  readonly next_cursor: string | null;
};

export type ListMembersInput = {
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListMembersOutput = {
  readonly members: readonly Member[];
  readonly next_cursor: string | null;
};

export type ListOperatorKeysInput = {
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListOperatorKeysOutput = {
  readonly keys: readonly OperatorKey[];
  readonly next_cursor: string | null;
};

export type ListRepositoriesInput = {
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListRepositoriesOutput = {
  readonly repositories: readonly Repository[];
  readonly next_cursor: string | null;
};

export type ListSessionsInput = {
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListSessionsOutput = {
  readonly sessions: readonly Session[];
  readonly next_cursor: string | null;
};

export type ListTenantExportsInput = {
  /** tenant_id or slug */
  readonly id: string;
};

export type ListTenantExportsOutput = {
  readonly exports: readonly TenantExport[];
};

export type ListTenantsInput = {
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListTenantsOutput = {
  readonly tenants: readonly Tenant[];
  readonly next_cursor: string | null;
};

export type ListUsageInput = {
  readonly days?: number | undefined;
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type ListUsageOutput = {
  readonly tenants: readonly Usage[];
  readonly next_cursor: string | null;
};

export type LoggedIn = {
  readonly access_token: string;
  readonly token_type: "Bearer";
  /** seconds */
  readonly expires_in: number;
  /** good for one refresh, which answers with the next; null where the browser keeps it in a cookie */
  readonly refresh_token: string | null;
  readonly session_id: string;
  readonly tenant_id: string;
  /** sent with the next sign-in it keeps the device apart from others who guess; null where the browser keeps it in a cookie */
  readonly device_token: string | null;
};

export type LoginInput = {
  readonly email: string;
  readonly password: string;
  /** of the last sign-in from this device */
  readonly device_token?: string | undefined;
  /** tenant_id or slug; one that you belong to */
  readonly tenant?: string | undefined;
};

export type LoginOutput = LoggedIn;

export type LogoutInput = {
  readonly refresh_token?: string | undefined;
};

export type LogoutOutput = Done;

export type MakeResetLinkInput = {
  readonly email: string;
};

export type MakeResetLinkOutput = ResetLink;

export type Me = {
  readonly person_id: string;
  readonly email: string;
  readonly name: string;
  readonly session_id: string;
  readonly tenant_id: string;
  readonly role: "owner" | "admin" | "member" | "viewer";
  readonly memberships: readonly {
    readonly tenant_id: string;
    readonly slug: string;
    readonly name: string;
    readonly role: "owner" | "admin" | "member" | "viewer";
  }[];
};

export type Member = {
  readonly person_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly created_at: string;
};

export type NeighboursInput = {
  readonly id: string;
  readonly relation:
    | "callers"
    | "callees"
    | "imports"
    | "imported_by"
    | "inherits"
    | "inherited_by"
    | "implementations"
    | "overrides"
    | "overridden_by"
    | "references"
    | "referenced_by";
  readonly depth?: number | undefined;
  /** all definitions of that kind and name in its file, as overloads are */
  readonly overloads?: string | undefined;
  /** the weakest evidence that counts; dispatch adds what a call may reach through overriders */
  readonly min_tier?: "exact" | "inferred" | "dispatch" | "name" | undefined;
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
  readonly repo?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type NeighboursOutput = {
  readonly node: NodeSummary;
  /** how many definitions the answer is about: more than one with overloads=true */
  readonly overloads: number;
  readonly neighbours: readonly {
    readonly node: NodeSummary;
    readonly distance: number;
    readonly via: string;
    readonly tier: string;
    readonly lines: readonly number[];
  }[];
  readonly found: {
    readonly count: number;
    readonly more: boolean;
  };
  readonly called_as: readonly NodeSummary[];
  readonly named_by: number;
  readonly truncated: boolean;
  readonly next_cursor: string | null;
  readonly completeness: GraphCompleteness;
};

export type NewInvitation = {
  readonly invitation_id: string;
  readonly email: string;
  readonly role: Role;
  readonly state: "open" | "accepted" | "revoked" | "expired";
  /** a person; null: the operator or the local owner */
  readonly invited_by: string | null;
  readonly created_at: string;
  readonly expires_at: string;
  /** what accept_invitation takes: shown this once */
  readonly token: string;
  /** null where AETHER_PUBLIC_URL is not set */
  readonly link: string | null;
};

export type NewKey = {
  readonly key_id: string;
  readonly name: string;
  readonly environment: "live" | "test";
  /** the first and last characters, to know it again by */
  readonly shown_as: string;
  readonly permissions: readonly string[];
  readonly state: "active" | "expired" | "revoked";
  readonly created_at: string;
  /** a person; null: the operator or the local owner */
  readonly created_by: string | null;
  readonly expires_at: string | null;
  /** to the minute */
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  /** the key that this one was rotated from */
  readonly replaces: string | null;
  /** the key itself: shown this once, and kept nowhere */
  readonly key: string;
};

export type NewOperatorKey = {
  readonly key_id: string;
  readonly name: string;
  /** the first and last characters, to know it again by */
  readonly shown_as: string;
  readonly state: "active" | "expired" | "revoked";
  readonly created_at: string;
  readonly expires_at: string | null;
  /** to the minute */
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  /** the key that this one was rotated from */
  readonly replaces: string | null;
  /** the key itself: shown this once, and kept nowhere */
  readonly key: string;
};

export type NodeSummary = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly qualified_name: string;
  readonly repo: string;
  readonly file: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly language: string;
};

export type OperatorKey = {
  readonly key_id: string;
  readonly name: string;
  /** the first and last characters, to know it again by */
  readonly shown_as: string;
  readonly state: "active" | "expired" | "revoked";
  readonly created_at: string;
  readonly expires_at: string | null;
  /** to the minute */
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  /** the key that this one was rotated from */
  readonly replaces: string | null;
};

export type PasswordReset = {
  readonly done: true;
  /** as of a sign-in */
  readonly device_token: string | null;
};

export type Person = {
  readonly person_id: string;
  readonly email: string;
  readonly name: string;
  readonly state: "active" | "disabled";
  readonly memberships: readonly {
    readonly tenant_id: string;
    readonly slug: string;
    readonly name: string;
    readonly role: "owner" | "admin" | "member" | "viewer";
  }[];
};

export type PutCredentialInput = {
  readonly name: string;
  readonly kind: "git_token" | "provider_key";
  /** the only host that it is sent to */
  readonly host: string;
  /** what a git server wants beside the token (default x-access-token) */
  readonly username?: string | undefined;
  /** the token or key; it is never shown again */
  readonly secret: string;
};

export type PutCredentialOutput = Credential;

export type Quotas = {
  /** embeddings kept */
  readonly vectors: number | null;
  /** calls a second */
  readonly qps: number | null;
  /** gigabytes on disk */
  readonly storage_gb: number | null;
  /** repositories */
  readonly repos: number | null;
};

export type ReencryptSecretsInput = {
  /** secrets at most in this call */
  readonly limit?: number | undefined;
};

export type ReencryptSecretsOutput = {
  /** id of the root key under which everything is sealed from now on */
  readonly current: string;
  /** secrets that this call sealed anew */
  readonly resealed: number;
  /** call again: some are left */
  readonly more: boolean;
  readonly keys: readonly {
    readonly id: string;
    /** what still lies under this root key */
    readonly secrets: number;
    /** API keys that are checked under it until they are rotated or revoked */
    readonly api_keys: number;
    /** nothing needs it any more */
    readonly removable: boolean;
  }[];
};

export type RefreshInput = {
  readonly refresh_token: string;
  /** tenant_id or slug; one that you belong to */
  readonly tenant?: string | undefined;
};

export type RefreshOutput = SignedIn;

export type RegisterRepositoryInput = {
  /** an https URL that git clones from */
  readonly url: string;
  /** the branch, tag or commit to follow; what the server calls HEAD unless given */
  readonly ref?: string | undefined;
  /** the name of a stored credential that opens it */
  readonly credential?: string | undefined;
  readonly name?: string | undefined;
};

export type RegisterRepositoryOutput = {
  readonly repo_id: string;
  readonly name: string;
  readonly url: string;
  readonly ref: string | null;
  readonly credential: string | null;
};

export type RemoveMemberInput = {
  readonly id: string;
};

export type RemoveMemberOutput = Done;

export type RenameTenantInput = {
  readonly name: string;
  /** the version that was read; another one by now is an error */
  readonly expected_version?: number | undefined;
};

export type RenameTenantOutput = Tenant;

export type Repository = {
  readonly repo_id: string;
  readonly name: string;
  readonly version: number;
  readonly path: string;
  readonly state: "empty" | "indexing" | "ready" | "failed";
  readonly snapshot: number | null;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly indexed_at: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly languages: Readonly<Record<string, number>>;
  readonly skipped: readonly SkippedFile[];
  readonly kind: "folder" | "git" | "upload";
  readonly followed: string | null;
  readonly credential: string | null;
  readonly schedule: {
    readonly every_minutes: number;
    readonly next_at: string;
  } | null;
  readonly keep_snapshots: number | null;
  readonly keep_days: number | null;
  readonly disk: {
    readonly text_bytes: number;
    readonly rows_bytes: number;
    readonly tree_bytes: number;
  } | null;
  readonly tracks: readonly Track[];
};

export type RequestPasswordResetInput = {
  readonly email: string;
};

export type RequestPasswordResetOutput = Done;

export type ResetLink = {
  /** shown this once */
  readonly token: string;
  /** null where AETHER_PUBLIC_URL is not set */
  readonly link: string | null;
  readonly expires_at: string;
};

export type ResetPasswordInput = {
  readonly token: string;
  readonly new_password: string;
};

export type ResetPasswordOutput = PasswordReset;

export type RetryJobInput = {
  readonly id: string;
};

export type RetryJobOutput = Job;

export type RevokeInvitationInput = {
  readonly id: string;
};

export type RevokeInvitationOutput = Invitation;

export type RevokeKeyInput = {
  readonly id: string;
};

export type RevokeKeyOutput = Key;

export type RevokeOperatorKeyInput = {
  readonly id: string;
};

export type RevokeOperatorKeyOutput = OperatorKey;

export type Role = "owner" | "admin" | "member" | "viewer";

export type RotateKeyInput = {
  readonly id: string;
  /** how long the old key is still good */
  readonly overlap_hours?: number | undefined;
};

export type RotateKeyOutput = NewKey;

export type RotateOperatorKeyInput = {
  readonly id: string;
  /** how long the old key is still good */
  readonly overlap_hours?: number | undefined;
};

export type RotateOperatorKeyOutput = NewOperatorKey;

export type SearchFilters = {
  readonly repo: readonly string[];
  readonly lang: readonly string[];
  readonly kind: readonly string[];
  /** glob (`*.ts` in any folder, `src/**\/*.{ts,tsx}` from the root) or part of a path */
  readonly path: readonly string[];
  /** exact name of a definition, any case */
  readonly symbol: readonly string[];
  /** test, generated, vendored, example or tooling */
  readonly is: readonly string[];
  /** part of a name or e-mail of who changed the file */
  readonly author: readonly string[];
  /** file last changed before: 2026, 2026-03, 2026-03-14 */
  readonly before: readonly string[];
  /** file last changed then or later */
  readonly after: readonly string[];
  /** must stand in the hit as it is written, any case */
  readonly phrase: readonly string[];
  /** what is left out */
  readonly not: {
    readonly repo: readonly string[];
    readonly lang: readonly string[];
    readonly kind: readonly string[];
    /** glob (`*.ts` in any folder, `src/**\/*.{ts,tsx}` from the root) or part of a path */
    readonly path: readonly string[];
    /** exact name of a definition, any case */
    readonly symbol: readonly string[];
    /** test, generated, vendored, example or tooling */
    readonly is: readonly string[];
    /** part of a name or e-mail of who changed the file */
    readonly author: readonly string[];
    /** file last changed before: 2026, 2026-03, 2026-03-14 */
    readonly before: readonly string[];
    /** file last changed then or later */
    readonly after: readonly string[];
    /** must stand in the hit as it is written, any case */
    readonly phrase: readonly string[];
  };
};

export type SearchHit = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly qualified_name: string;
  readonly repo: string;
  readonly file: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly language: string;
  readonly score: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly snippet: Snippet | null;
  readonly copies: readonly {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
    readonly qualified_name: string;
    readonly repo: string;
    readonly file: string;
    readonly start_line: number;
    readonly end_line: number;
    readonly language: string;
  }[];
  readonly related: readonly {
    readonly relation: "caller" | "callee";
    readonly node: NodeSummary;
  }[];
};

export type SearchInput = {
  /** words, code or a question; repo: lang: kind: path: symbol: is: author: before: after: filter, -path: leaves out, "…" is a phrase, /…/ an expression for lines */
  readonly query: string;
  readonly filters?:
    | {
        readonly repo?: readonly string[] | undefined;
        readonly lang?: readonly string[] | undefined;
        readonly kind?: readonly string[] | undefined;
        /** glob (`*.ts` in any folder, `src/**\/*.{ts,tsx}` from the root) or part of a path */
        readonly path?: readonly string[] | undefined;
        /** exact name of a definition, any case */
        readonly symbol?: readonly string[] | undefined;
        /** test, generated, vendored, example or tooling */
        readonly is?: readonly string[] | undefined;
        /** part of a name or e-mail of who changed the file */
        readonly author?: readonly string[] | undefined;
        /** file last changed before: 2026, 2026-03, 2026-03-14 */
        readonly before?: readonly string[] | undefined;
        /** file last changed then or later */
        readonly after?: readonly string[] | undefined;
        /** must stand in the hit as it is written, any case */
        readonly phrase?: readonly string[] | undefined;
        /** what is left out */
        readonly not?:
          | {
              readonly repo?: readonly string[] | undefined;
              readonly lang?: readonly string[] | undefined;
              readonly kind?: readonly string[] | undefined;
              /** glob (`*.ts` in any folder, `src/**\/*.{ts,tsx}` from the root) or part of a path */
              readonly path?: readonly string[] | undefined;
              /** exact name of a definition, any case */
              readonly symbol?: readonly string[] | undefined;
              /** test, generated, vendored, example or tooling */
              readonly is?: readonly string[] | undefined;
              /** part of a name or e-mail of who changed the file */
              readonly author?: readonly string[] | undefined;
              /** file last changed before: 2026, 2026-03, 2026-03-14 */
              readonly before?: readonly string[] | undefined;
              /** file last changed then or later */
              readonly after?: readonly string[] | undefined;
              /** must stand in the hit as it is written, any case */
              readonly phrase?: readonly string[] | undefined;
            }
          | undefined;
      }
    | undefined;
  readonly limit?: number | undefined;
  /** add callers and callees of the first hits */
  readonly expand?: boolean | undefined;
  readonly snippets?: boolean | undefined;
  readonly vectors?: boolean | undefined;
  /** let the tenant's reranker order the first hits, where it has chosen one */
  readonly rerank?: boolean | undefined;
  /** let the graph or a place answer questions that ask for it, as `who calls X`; false: words alone */
  readonly route?: boolean | undefined;
  /** tell how the question was read and what was looked at */
  readonly explain?: boolean | undefined;
  /** tell copies of a hit beside it instead of as hits of their own */
  readonly collapse?: boolean | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type SearchOutput = {
  readonly hits: readonly SearchHit[];
  readonly query: {
    readonly words: readonly string[];
    readonly filters: SearchFilters;
  };
  readonly explanation: {
    readonly searched: string;
    readonly names: readonly string[];
    readonly terms: readonly {
      readonly term: string;
      readonly weight: number;
      readonly from: "said" | "joined" | "name" | "synonym" | "typo";
      readonly of: string | null;
      readonly units: number;
    }[];
    readonly units: number;
    readonly candidates: {
      readonly looked_at: number;
      readonly by_similarity_alone: number;
    };
    readonly vectors: boolean;
    readonly reranker: {
      readonly model: string;
      readonly documents: number;
      readonly reordered: boolean;
      readonly reason: string | null;
    } | null;
  } | null;
  readonly route: {
    readonly to:
      | "callers"
      | "uses"
      | "callees"
      | "impact"
      | "implementers"
      | "importers"
      | "assignments"
      | "definition"
      | "explanation"
      | "place"
      | "trace"
      | "message"
      | "grep";
    readonly of: readonly NodeSummary[];
    readonly why: string;
  } | null;
  readonly notes: readonly string[];
  readonly corrections: readonly {
    readonly written: string;
    readonly searched: string;
  }[];
  readonly suggestions: readonly string[];
  readonly completeness: Completeness;
};

export type Session = {
  readonly session_id: string;
  readonly is_current: boolean;
  readonly address: string;
  readonly user_agent: string;
  readonly created_at: string;
  readonly refreshed_at: string;
  readonly expires_at: string;
};

export type SetModelsInput = {
  /** stays as it is unless given */
  readonly embedder?:
    | {
        /** openai: any server that speaks as theirs, Ollama and vLLM among them */
        readonly provider: "builtin" | "voyage" | "openai";
        /** voyage: voyage-code-3 unless given */
        readonly model?: string | undefined;
        /** what stands before /embeddings or /rerank, as http://localhost:11434/v1 */
        readonly url?: string | undefined;
        /** how long its vectors are; voyage: 1024 unless given */
        readonly dimensions?: number | undefined;
        /** a provider_key of list_credentials that is kept for the host of the URL */
        readonly credential?: string | undefined;
        /** of a million tokens */
        readonly price_per_million_tokens?: number | undefined;
      }
    | undefined;
  /** stays as it is unless given */
  readonly reranker?:
    | {
        /** cohere: any server that speaks as its second version, vLLM and Jina among them */
        readonly provider: "none" | "voyage" | "cohere";
        readonly model?: string | undefined;
        /** what stands before /embeddings or /rerank, as http://localhost:11434/v1 */
        readonly url?: string | undefined;
        /** a provider_key of list_credentials that is kept for the host of the URL */
        readonly credential?: string | undefined;
        /** of a million tokens */
        readonly price_per_million_tokens?: number | undefined;
        /** how long a search waits for it */
        readonly budget_ms?: number | undefined;
        /** how many of the first hits it orders */
        readonly candidates?: number | undefined;
      }
    | undefined;
  /** what models may cost in a day and a month of UTC */
  readonly budget?:
    | {
        /** null is without limit */
        readonly daily?: number | null | undefined;
        /** null is without limit */
        readonly monthly?: number | null | undefined;
      }
    | undefined;
  /** ask each model once before anything is changed */
  readonly check?: boolean | undefined;
};

export type SetModelsOutput = {
  /** the one that searches use */
  readonly embedder: {
    /** under which its vectors and its cost are kept */
    readonly id: string;
    readonly provider: "builtin" | "voyage" | "openai";
    readonly model: string;
    readonly url: string | null;
    readonly dimensions: number;
    readonly credential: string | null;
    readonly price_per_million_tokens: number;
  };
  readonly next: {
    /** under which its vectors and its cost are kept */
    readonly id: string;
    readonly provider: "builtin" | "voyage" | "openai";
    readonly model: string;
    readonly url: string | null;
    readonly dimensions: number;
    readonly credential: string | null;
    readonly price_per_million_tokens: number;
    /** that are searched */
    readonly texts: number;
    /** of these; it serves when there are none left */
    readonly without_vector: number;
  } | null;
  readonly reranker: {
    readonly id: string;
    readonly provider: "none" | "voyage" | "cohere";
    readonly model: string;
    readonly url: string | null;
    readonly credential: string | null;
    readonly price_per_million_tokens: number;
    readonly budget_ms: number;
    readonly candidates: number;
  } | null;
  readonly budget: {
    readonly daily: number | null;
    readonly monthly: number | null;
  };
  /** with what is set aside for requests that are under way */
  readonly spent: {
    readonly today: number;
    readonly this_month: number;
  };
  /** the job that gives texts their vectors, where there may be any without */
  readonly job_id: string | null;
};

export type SignedIn = {
  readonly access_token: string;
  readonly token_type: "Bearer";
  /** seconds */
  readonly expires_in: number;
  /** good for one refresh, which answers with the next; null where the browser keeps it in a cookie */
  readonly refresh_token: string | null;
  readonly session_id: string;
  readonly tenant_id: string;
};

export type SkippedFile = {
  readonly path: string;
  readonly reason: string;
};

export type Snippet = {
  readonly start_line: number;
  readonly end_line: number;
  readonly text: string;
  readonly highlights: readonly (readonly [number, number, number])[];
};

export type StartDeviceLoginInput = {
  /** what asks, as the person is shown it */
  readonly client?: string | undefined;
};

export type StartDeviceLoginOutput = {
  /** for the device alone */
  readonly device_code: string;
  /** for the person to type */
  readonly user_code: string;
  /** where to type it; null where AETHER_PUBLIC_URL is not set: then it is /device of this server */
  readonly verification_uri: string | null;
  /** the same with the code */
  readonly verification_uri_complete: string | null;
  /** seconds */
  readonly expires_in: number;
  /** seconds between two questions */
  readonly interval: number;
};

export type StreamGrepInput = {
  /** a regular expression in the syntax of RE2 */
  readonly pattern: string;
  /** look for the pattern as it is written */
  readonly literal?: string | undefined;
  /** smart: sensitive where the pattern has an upper-case letter */
  readonly case?: "sensitive" | "insensitive" | "smart" | undefined;
  /** only where neither side is a letter, a digit or an underscore */
  readonly word?: string | undefined;
  /** a match may go over lines */
  readonly multiline?: string | undefined;
  /** lines shown before each match */
  readonly before?: number | undefined;
  /** lines shown behind each match */
  readonly after?: number | undefined;
  readonly repo?: string | undefined;
  readonly lang?: string | undefined;
  /** glob (`*.ts` in any folder, `src/**\/*.{ts,tsx}` from the root) or part of a path; with ! before it, what is left out */
  readonly path?: string | undefined;
  /** lines with a match, counted from where it goes on */
  readonly limit?: number | undefined;
  /** also where every file must be looked through */
  readonly force?: string | undefined;
  /** go on behind this event */
  readonly last_event_id?: string | undefined;
  /** as of this indexed branch, tag or commit; the working tree unless given */
  readonly ref?: string | undefined;
  /** as of this kept snapshot; the newest unless given */
  readonly snapshot?: number | undefined;
};

export type StreamGrepOutput = {
  readonly matches: readonly GrepMatch[];
  readonly searched: {
    readonly files: number;
    readonly bytes: number;
    readonly without_trigrams: readonly string[];
  };
  readonly given_up: readonly {
    readonly repo: string;
    readonly file: string;
  }[];
  readonly done: boolean;
  readonly ended_by: "end" | "limit" | null;
  readonly completeness: Completeness;
};

export type Tenant = {
  readonly tenant_id: string;
  readonly slug: string;
  readonly name: string;
  readonly state: TenantState;
  readonly quotas: Quotas;
  readonly version: number;
  readonly created_at: string;
};

export type TenantExport = {
  readonly export_id: string;
  readonly job_id: string;
  /** operator, person, or owner of the data directory */
  readonly asked_by: string;
  readonly asked_at: string;
  /** the archive is removed then */
  readonly expires_at: string;
  readonly state: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
  /** the section that is being written */
  readonly stage: string;
  /** written so far */
  readonly rows: number;
  /** of the archive, written so far */
  readonly bytes: number;
  /** of the archive, once it is whole */
  readonly sha256: string | null;
  /** why it did not succeed, or waits for another try */
  readonly error: unknown;
};

export type TenantState = "active" | "suspended" | "deleting";

export type Track = {
  readonly ref: string | null;
  readonly snapshot: number;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly indexed_at: string;
  readonly files: number;
  readonly exists: boolean | null;
  readonly kept: readonly number[];
};

export type UpdateKeyInput = {
  readonly id: string;
  readonly name?: string | undefined;
  /** from now; null: never */
  readonly expires_in_days?: number | null | undefined;
};

export type UpdateKeyOutput = Key;

export type UpdateMeInput = {
  /** as others in one's tenants see it */
  readonly name: string;
};

export type UpdateMeOutput = Me;

export type UpdateRepositoryInput = {
  /** repo_id or name */
  readonly id: string;
  readonly name?: string | undefined;
  /** of a URL: what stands for its working tree; null is what the server calls HEAD */
  readonly ref?: string | null | undefined;
  /** of a URL: the name of a stored credential that opens it */
  readonly credential?: string | null | undefined;
  /** it is read again so often */
  readonly schedule_minutes?: number | null | undefined;
  /** of its past, at most */
  readonly keep_snapshots?: number | null | undefined;
  /** of its past, what is not older */
  readonly keep_days?: number | null | undefined;
  /** the version that was read; another one by now is an error */
  readonly expected_version?: number | undefined;
};

export type UpdateRepositoryOutput = Repository;

export type UpdateTenantInput = {
  /** tenant_id or slug */
  readonly id: string;
  readonly name?: string | undefined;
  readonly state?: "active" | "suspended" | undefined;
  readonly quotas?:
    | {
        /** embeddings kept */
        readonly vectors?: number | null | undefined;
        /** calls a second */
        readonly qps?: number | null | undefined;
        /** gigabytes on disk */
        readonly storage_gb?: number | null | undefined;
        /** repositories */
        readonly repos?: number | null | undefined;
      }
    | undefined;
  /** the version that was read; another one by now is an error */
  readonly expected_version?: number | undefined;
};

export type UpdateTenantOutput = Tenant;

export type UploadRepositoryInput = {
  /** a zip, tar or tar.gz */
  readonly archive: Bytes;
  /** of a new repository */
  readonly name?: string | undefined;
  /** id or name of an uploaded repository whose tree this is from now on */
  readonly repo_id?: string | undefined;
};

export type UploadRepositoryOutput = {
  readonly job_id: string;
  readonly repo_id: string;
  readonly repo: string;
  readonly renamed_from: string | null;
  readonly state: JobState;
};

export type Usage = {
  readonly tenant_id: string;
  readonly slug: string;
  readonly resources: readonly {
    readonly resource: "repos" | "storage_bytes" | "vectors";
    readonly used: number;
    /** by work that is under way */
    readonly reserved: number;
    /** null is without limit */
    readonly quota: number | null;
  }[];
  readonly days: readonly {
    /** YYYY-MM-DD */
    readonly day: string;
    /** a resource, calls, or export_bytes */
    readonly measure: string;
    readonly added: number;
    readonly removed: number;
    /** at the day's last change */
    readonly used: number;
  }[];
  /** what models that are services were asked, by day */
  readonly models: readonly {
    /** YYYY-MM-DD */
    readonly day: string;
    readonly model: string;
    readonly requests: number;
    /** as the service counts them, or as many as there may be where it does not say */
    readonly tokens: number;
    /** in the money of the tenant's prices */
    readonly cost: number;
    /** for requests that are under way, or whose process died */
    readonly reserved: number;
  }[];
};

export type VerifyAuditInput = {
  /** one's tenant's (the default), or the platform's: what belongs to no tenant */
  readonly trail?: "tenant" | "platform" | undefined;
  /** signed checkpoints from the log (event audit.checkpoint), besides those that the server keeps */
  readonly checkpoints?: readonly string[] | undefined;
  /** records to look at in this call */
  readonly limit?: number | undefined;
  /** next_cursor of the page before */
  readonly cursor?: string | undefined;
};

export type VerifyAuditOutput = {
  /** what was looked at is as it was written */
  readonly ok: boolean;
  readonly checked: number;
  readonly first_bad: {
    readonly number: number;
    readonly why: string;
  } | null;
  /** of the last good record */
  readonly last_number: number;
  /** records follow: verify on from here */
  readonly next_cursor: string | null;
};

export type WatchJobInput = {
  readonly id: string;
  /** the last event that was heard; also as Last-Event-ID */
  readonly last_event_id?: string | undefined;
};

export type WatchJobOutput = Job;

/** What the people of a tenant are to it; each has what the later ones have. */
export const ROLES = ["owner", "admin", "member", "viewer"] as const;
export type Role = (typeof ROLES)[number];

interface Rule {
  readonly about: string;
  /** Roles that have it; a person without any of them never does. */
  readonly roles: readonly Role[];
  /** Whether a key can bear it. */
  readonly keys: boolean;
  /** Whether the platform's operator has it. */
  readonly operator: boolean;
}

const ALL = ROLES;
const WRITERS = ["owner", "admin", "member"] as const;
const ADMINS = ["owner", "admin"] as const;
const OWNERS = ["owner"] as const;

/** The permission table: the one place that says who may do what. The page docs/api.md shows it, and tests hold every operation to the page. */
const PERMISSIONS = {
  public: {
    about: "Asked of nobody: signing in, spending an invitation or a reset.",
    roles: [],
    keys: false,
    operator: false,
  },
  "code:read": { about: "Search and read what is indexed.", roles: ALL, keys: true, operator: false },
  "code:write": { about: "Index, change and delete repositories.", roles: WRITERS, keys: true, operator: false },
  "jobs:read": { about: "See work in the background.", roles: ALL, keys: true, operator: false },
  "jobs:write": { about: "Cancel and retry it.", roles: WRITERS, keys: true, operator: false },
  "system:read": { about: "Check the installation.", roles: [], keys: false, operator: true },
  "tenant:read": { about: "See the tenant, its quotas and its usage.", roles: ALL, keys: true, operator: true },
  "tenant:write": { about: "Rename and delete the tenant.", roles: OWNERS, keys: false, operator: false },
  "tenant:export": { about: "Export all that the tenant has.", roles: OWNERS, keys: false, operator: true },
  "members:read": { about: "See who belongs to the tenant.", roles: ALL, keys: true, operator: false },
  "members:write": { about: "Invite, change and remove members.", roles: ADMINS, keys: false, operator: false },
  "keys:read": { about: "See the tenant's keys, never their secrets.", roles: ADMINS, keys: true, operator: false },
  "keys:write": { about: "Make, rotate and revoke keys.", roles: ADMINS, keys: false, operator: false },
  "credentials:write": {
    about: "Keep and remove credentials of other services.",
    roles: ADMINS,
    keys: false,
    operator: false,
  },
  "models:read": { about: "See which models are used, and what they cost.", roles: ALL, keys: true, operator: false },
  "models:write": {
    about: "Choose embedder and reranker, and what they may cost.",
    roles: ADMINS,
    keys: false,
    operator: false,
  },
  "audit:read": { about: "Read, verify and export the audit trail.", roles: ADMINS, keys: true, operator: true },
  "self:read": { about: "See oneself and one's sessions.", roles: ALL, keys: false, operator: false },
  "self:write": {
    about: "Change one's password, end one's sessions, leave, delete one's account.",
    roles: ALL,
    keys: false,
    operator: false,
  },
  "platform:read": { about: "See all tenants, without what is in them.", roles: [], keys: false, operator: true },
  "platform:write": { about: "Make, change, suspend and delete tenants.", roles: [], keys: false, operator: true },
} as const satisfies Record<string, Rule>;

/** What an operation may require: verb and house, as `code:read`. */
export type Permission = keyof typeof PERMISSIONS;

const NAMES = Object.keys(PERMISSIONS).filter(isPermission);

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}

export function permissionsOf(role: Role): readonly Permission[] {
  return NAMES.filter((name) => rule(name).roles.includes(role));
}

/** Whether a key can bear it. */
export function isForKeys(name: Permission): boolean {
  return rule(name).keys;
}

/** What a key that was given these may do; names that are not known any more count for nothing. */
export function permissionsOfKey(given: readonly string[]): readonly Permission[] {
  return given.filter(isPermission).filter(isForKeys);
}

export function permissionsOfOperator(): readonly Permission[] {
  return NAMES.filter((name) => rule(name).operator);
}

/** Whoever owns the data directory owns its tenant and operates the installation, and is no person with a password. */
export function permissionsOfLocalOwner(): readonly Permission[] {
  const own = permissionsOf("owner").filter((name) => !name.startsWith("self:"));
  return [...own, ...permissionsOfOperator()];
}

export interface PermissionRow extends Rule {
  readonly name: Permission;
}

/** The table as it is shown. */
export function permissionTable(): readonly PermissionRow[] {
  return NAMES.map((name) => ({ name, ...rule(name) }));
}

function rule(name: Permission): Rule {
  return PERMISSIONS[name];
}

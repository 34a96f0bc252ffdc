import type { Tenant, UpdateTenantInput } from "@aether/client";

import { chosen } from "../actions.ts";
import { agreeByName, requireSomebody } from "../agree.ts";
import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import type { Session } from "../session.ts";
import { ownTenantId, tenantLines, tenantRow } from "../tenant-lines.ts";
import { plainLine } from "../terminal.ts";

type Action = (session: Session, given: Arguments, named: Named) => Promise<number>;

/** What stands behind the action. */
interface Named {
  readonly first: string | undefined;
  readonly second: string | undefined;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  create,
  list,
  show,
  rename,
  quota: (session, given, { first }) => change(session, needed("quota", first), { quotas: quotasOf(given) }),
  suspend: (session, _given, { first }) => change(session, needed("suspend", first), { state: "suspended" }),
  resume: (session, _given, { first }) => change(session, needed("resume", first), { state: "active" }),
  "invite-owner": async (session, _given, { first, second }) => {
    const { inviteOwner } = await import("./invite-owner.ts");
    return inviteOwner(session, needed("invite-owner", first), second);
  },
  usage: async (session, given, { first }) => (await import("./tenant-usage.ts")).tenantUsage(session, given, first),
  export: async (session, given, { first }) => (await import("./tenant-export.ts")).tenantExport(session, given, first),
  exports: async (session, given, { first }) =>
    (await import("./tenant-exports.ts")).tenantExports(session, given, first),
  delete: remove,
};

/** A name or an e-mail may stand behind the tenant. */
const TWO_WORDS = new Set(["rename", "invite-owner"]);

/** `aether tenant ACTION [TENANT]`: of one's own tenant where none is named, of any for the operator. */
export async function tenant(session: Session, given: Arguments): Promise<number> {
  const [name = "", first, second] = given.operands;
  const action = await chosen("tenant", name, ACTIONS);
  if (second !== undefined && !TWO_WORDS.has(name)) {
    throw usage(`aether tenant ${name} cannot use "${second}"`, `Its form is: aether tenant ${name} TENANT`);
  }
  return action(session, given, { first, second });
}

function needed(action: string, tenantName: string | undefined): string {
  if (tenantName !== undefined) return tenantName;
  throw usage(`aether tenant ${action} needs a TENANT`, "`aether tenant list` lists them.");
}

const QUOTAS = ["vectors", "qps", "storage-gb", "repos"];

function quotasOf(given: Arguments): Readonly<Record<string, number | null>> {
  const limits = QUOTAS.flatMap((name): [string, number | null][] => {
    const limit = given.integer(name);
    return limit === undefined ? [] : [[name.replace("-", "_"), limit]];
  });
  for (const name of given.list("unlimited")) {
    if (!QUOTAS.includes(name)) throw usage(`there is no quota "${name}"`, `There are: ${QUOTAS.join(", ")}.`);
    limits.push([name.replace("-", "_"), null]);
  }
  return Object.fromEntries(limits);
}

async function create({ connect, print }: Session, given: Arguments, { first }: Named): Promise<number> {
  const slug = needed("create", first);
  const name = given.text("name");
  const client = await connect();
  const made = await client.createTenant({
    slug,
    ...(name !== undefined && { name }),
    quotas: quotasOf(given),
  });
  if (print.isJson) await print.json(made);
  else for (const line of tenantLines(made)) await print.line(line);
  print.say(`Nobody is in it yet: \`aether tenant invite-owner ${plainLine(slug)} EMAIL\` asks somebody to own it.`);
  return 0;
}

async function list({ connect, print, interrupted }: Session): Promise<number> {
  const client = await connect();
  let shown = 0;
  for await (const one of client.listTenants.items({ limit: 200 })) {
    await print.line(print.isJson ? JSON.stringify(one) : tenantRow(one));
    shown++;
    if (interrupted.aborted) break;
  }
  if (shown === 0) print.say("There are no tenants. `aether tenant create SLUG` makes one.");
  return 0;
}

async function show({ connect, print }: Session, _given: Arguments, { first }: Named): Promise<number> {
  const client = await connect();
  const found = await client.getTenant({ id: first ?? (await ownTenantId(client)) });
  if (print.isJson) await print.json(found);
  else for (const line of tenantLines(found)) await print.line(line);
  return 0;
}

/** `rename NAME` of one's own, `rename TENANT NAME` by the operator. */
async function rename(session: Session, _given: Arguments, { first, second }: Named): Promise<number> {
  if (second !== undefined) return change(session, needed("rename", first), { name: second });
  if (first === undefined)
    throw usage("aether tenant rename needs a NAME", "For example: aether tenant rename 'Acme Ltd'");
  const client = await session.connect();
  return tell(session, await client.renameTenant({ name: first }));
}

async function change(session: Session, tenantName: string, what: Omit<UpdateTenantInput, "id">): Promise<number> {
  const client = await session.connect();
  return tell(session, await client.updateTenant({ id: tenantName, ...what }));
}

async function tell({ print }: Session, changed: Tenant): Promise<number> {
  if (print.isJson) await print.json(changed);
  else for (const line of tenantLines(changed)) await print.line(line);
  return 0;
}

/** Says what will be lost, and has its name typed. */
async function remove(session: Session, given: Arguments, { first }: Named): Promise<number> {
  const { print } = session;
  const client = await session.connect();
  const found = await client.getTenant({ id: first ?? (await ownTenantId(client)) });
  requireSomebody(session, given, `aether tenant delete ${first ?? ""}`.trim());
  const slug = plainLine(found.slug);
  print.say(`${slug}  ${plainLine(found.name)}`);
  print.say("  Its repositories, graph, people's memberships, keys, audit trail and exports are removed for good.");
  print.say(`  To keep them: aether tenant export ${slug}`);
  await agreeByName(session, given, found.slug);
  const confirm = found.slug;
  const answer = await (first === undefined
    ? client.deleteOwnTenant({ confirm })
    : client.deleteTenant({ id: found.tenant_id, confirm }));
  if (print.isJson) await print.json(answer);
  else await print.line(`${slug}: nobody can read or write it any more; its rows and files are being removed`);
  return 0;
}

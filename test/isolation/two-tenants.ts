/** Two tenants that each have something, and everybody who may ask: what the tests of isolation begin with. */
import { randomUUID } from "node:crypto";

import {
  auditOperations,
  deleteOwnTenant,
  deleteTenant,
  exportOperations,
} from "../../packages/server/src/accounts/index.ts";
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import {
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
  type Role,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { openAether, type TestTenant } from "../support/aether-for-tests.ts";
import { testTrail } from "../support/audit-trail.ts";
import type { Engine } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { testAccounts } from "../support/test-accounts.ts";
import { type Asker, openAsker } from "./asked.ts";
import { EXAMPLES } from "./examples.ts";
import { furnishPeople, type People } from "./furnish.ts";
import { type BareWorld, buildWorld, nowhere, type World } from "./world.ts";

export const OPERATOR: Identity = {
  tenantId: NO_TENANT,
  actor: { kind: "operator", keyId: "op" },
  permissions: permissionsOfOperator(),
};

export interface TwoTenants {
  readonly db: Db;
  readonly operations: readonly AnyOperation[];
  readonly asker: Asker;
  readonly ours: World;
  readonly theirs: World;
  named(name: string): AnyOperation;
  person(tenantId: string, role: Role): Identity;
  /** Whoever may call the operation: an owner of the tenant, or the operator. */
  allowed(operation: AnyOperation, tenantId: string): Identity;
  /** The tenant as tests see it, past every surface. */
  tenant(tenantId: string): Promise<TestTenant>;
  close(): Promise<void>;
}

export async function openHouse(engine: Engine): Promise<TwoTenants> {
  const folders = [temporaryFolder(), temporaryFolder()] as const;
  const house = await openAether(engine, { allowedRoots: folders.map(({ path }) => path) });
  const { db } = house;
  const trail = testTrail(db);
  const ends = [deleteTenant({ db }), deleteOwnTenant({ db })];
  const audit = auditOperations({ db, trail });
  const operations = [
    ...house.operations,
    ...testAccounts({ db }).operations,
    ...ends,
    ...exportOperations(house.exports),
    ...audit,
  ];
  const asker = await openAsker(operations, db);
  const owners = new Map<string, People>();
  const person = (tenantId: string, role: Role): Identity => {
    const known = role === "owner" ? owners.get(tenantId) : undefined;
    const { personId = randomUUID(), sessionId = randomUUID() } = known ?? {};
    const actor = { kind: "person", personId, sessionId, role } as const;
    return { tenantId, actor, permissions: permissionsOf(role) };
  };
  const named = (name: string): AnyOperation => {
    const found = operations.find((operation) => operation.name === name);
    if (found === undefined) throw new Error(`there is no operation ${name}`);
    return found;
  };
  const furnish = async (bare: BareWorld): Promise<World> => {
    const { tenantId, canary } = bare;
    const ask = (identity: Identity | undefined, name: string, input: object) =>
      asker.ask(identity, named(name), input);
    const people = await furnishPeople(canary, { owner: person(tenantId, "owner"), operator: OPERATOR, ask });
    owners.set(tenantId, people);
    const world = { ...nowhere(), ...bare, ...people };
    const owner = person(tenantId, "owner");
    const made = await ask(owner, "create_key", EXAMPLES["create_key"]?.[0]?.(world) ?? {});
    await ask(owner, "put_credential", EXAMPLES["put_credential"]?.[0]?.(world) ?? {});
    const { export_id, job_id } = (await ask(owner, "export_tenant", { id: tenantId })).json().data;
    await house.whenFinished((await house.tenant(tenantId)).context, String(job_id));
    return { ...world, keyId: String(made.json().data.key_id), exportId: String(export_id) };
  };
  const theirs = await furnish(await buildWorld(await house.tenant(), folders[0], "abcdef"));
  const ours = await furnish(await buildWorld(await house.tenant(), folders[1], "012345"));
  return {
    db: house.db,
    operations,
    asker,
    ours,
    theirs,
    named,
    person,
    allowed: ({ permission }, tenantId) => {
      const owner = person(tenantId, "owner");
      return owner.permissions.includes(permission) ? owner : OPERATOR;
    },
    tenant: (tenantId) => house.tenant(tenantId),
    close: async () => {
      await asker.close();
      await house.close();
      for (const folder of folders) folder[Symbol.dispose]();
    },
  };
}

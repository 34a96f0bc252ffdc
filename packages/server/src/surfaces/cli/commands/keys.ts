import type { Key } from "@aether/client";

import type { Named } from "../actions.ts";
import type { Arguments } from "../arguments.ts";
import { daysOf } from "../duration.ts";
import { usage } from "../failure.ts";
import { keysCommand } from "../keys-command.ts";
import type { Session } from "../session.ts";
import { show } from "../shown.ts";

type Row = (key: Key) => string;

/** `aether keys [list | create NAME | change ID | rotate ID | revoke ID]`: the keys that programs of one's own tenant come with. */
export const keys = keysCommand<Key>({
  command: "keys",
  example: "aether keys create laptop --permissions code:read",
  none: "There are no keys. `aether keys create NAME --permissions code:read` makes one.",
  list: (client) => client.listKeys.items({ limit: 200 }),
  get: (client, id) => client.getKey({ id }),
  create(given, about) {
    const permissions = given.list("permissions").flatMap((text) => text.split(",").map((one) => one.trim()));
    const asked = permissions.filter((one) => one !== "");
    if (asked.length === 0)
      throw usage(
        "aether keys create needs --permissions",
        "To index and search: --permissions code:read,code:write,jobs:read",
      );
    return (client) => client.createKey({ ...about, permissions: asked });
  },
  rotate: (client, rotation) => client.rotateKey(rotation),
  revoke: (client, id) => client.revokeKey({ id }),
  permissions: (key) => key.permissions,
  more: (row) => ({
    change: {
      operands: [{ name: "the ID of a key", next: "`aether keys list` lists them." }],
      run: (session, given, named) => change(session, given, { named, row }),
    },
  }),
});

interface Asked {
  readonly named: Named;
  readonly row: Row;
}

async function change(session: Session, given: Arguments, { named: [id], row }: Asked): Promise<number> {
  const name = given.text("name");
  const days = given.text("expires") === "never" ? null : daysOf(given, "expires");
  if (name === undefined && days === undefined)
    throw usage("aether keys change needs what to change", `For example: aether keys change ${id} --expires 90d`);
  const client = await session.connect();
  const changed = await client.updateKey({
    id,
    ...(name !== undefined && { name }),
    ...(days !== undefined && { expires_in_days: days }),
  });
  return show(session, changed, (key) => [row(key)]);
}

import type { Key } from "@aether/client";

import { usage } from "../failure.ts";
import { keysCommand } from "../keys-command.ts";

/** `aether keys [list | create NAME | rotate ID | revoke ID]`: the keys that programs of one's own tenant come with. */
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
});

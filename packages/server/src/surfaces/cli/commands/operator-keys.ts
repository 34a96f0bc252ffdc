import type { OperatorKey } from "@aether/client";

import { keysCommand } from "../keys-command.ts";

/** `aether operator-keys [list | create NAME | rotate ID | revoke ID]`: what the platform's operators come with. */
export const operatorKeys = keysCommand<OperatorKey>({
  command: "operator-keys",
  example: "aether operator-keys create ann --expires 365d",
  none: "There are no keys of operators. `aether init` makes the first.",
  list: (client) => client.listOperatorKeys.items({ limit: 200 }),
  get: (client, id) => client.getOperatorKey({ id }),
  create: (_given, about) => (client) => client.createOperatorKey(about),
  rotate: (client, rotation) => client.rotateOperatorKey(rotation),
  revoke: (client, id) => client.revokeOperatorKey({ id }),
  permissions: () => [],
});

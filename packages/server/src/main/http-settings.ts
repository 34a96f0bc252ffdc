import { fileURLToPath } from "node:url";

import type { Config } from "#kernel/config";
import type { HttpSurfaceOptions } from "#surfaces/http";

import { keyFor } from "./owner-token.ts";

const WEB_DIRECTORY = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** What the surface is told by the configuration. */
export function httpSettings(config: Config, token: string) {
  return {
    allowedHosts: [...config.allowedHosts, config.host],
    cursorKey: keyFor("cursors", token),
    webDirectory: WEB_DIRECTORY,
  } satisfies Partial<HttpSurfaceOptions>;
}

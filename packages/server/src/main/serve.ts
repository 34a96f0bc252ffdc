import type { ServeOptions, Serving } from "#surfaces/cli";
import { freePortFrom } from "#surfaces/http";

import { openApi } from "./api.ts";

/** The server until it is stopped: API, jobs and web page in one process. */
export async function serve({ host, port, version }: ServeOptions & { readonly version: string }): Promise<Serving> {
  const env = {
    ...process.env,
    ...(host !== undefined && { AETHER_HOST: host }),
    ...(port !== undefined && { AETHER_PORT: String(port) }),
  };
  const api = await openApi({ env, version, runsJobs: true });
  const { config, log } = api.kernel;
  try {
    const isAskedFor = port !== undefined || (process.env["AETHER_PORT"] ?? "").trim() !== "";
    const free = isAskedFor ? config.port : await freePortFrom(config);
    const url = await api.listen({ host: config.host, port: free });
    log.info({ url, engine: config.engine }, "server.listening");
    return {
      url,
      busyPort: free === config.port ? undefined : config.port,
      link: config.takesOwnerToken ? `${url}/#code=${api.issueCode()}` : undefined,
      async stop() {
        log.info({}, "server.stopping");
        await api.close();
      },
    };
  } catch (error) {
    await api.close();
    throw error;
  }
}

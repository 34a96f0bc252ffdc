import { permissionsOfLocalOwner } from "#kernel/tenancy";
import { systemClock } from "#kernel/time";
import { createCredentialAccess, createHttpSurface, createOwnerAccess, type HttpSurface } from "#surfaces/http";

import { announce, withdraw } from "./announce.ts";
import { httpSettings } from "./http-settings.ts";
import { type Kernel, type KernelOptions, openKernel } from "./kernel.ts";
import { LOCAL_TENANT } from "./local-tenant.ts";
import { ownerToken, randomToken } from "./owner-token.ts";

export interface Api {
  readonly kernel: Kernel;
  readonly surface: HttpSurface;
  /** The owner's; known to this process alone where the one of the data directory is not taken. */
  readonly token: string;
  /** A code for one sign-in of a browser. */
  issueCode(): string;
  /** Listens, and says so in the data directory. */
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
}

const GRACE_MS = 5000; // for open calls at the end

/** The kernel with the HTTP surface around it. Nothing listens yet: calls can be handed in. */
export async function openApi(options: KernelOptions): Promise<Api> {
  const kernel = await openKernel(options);
  const { config, db, log, entrance, operations, trail } = kernel;
  const { dataDirectory } = config;
  try {
    const token = config.takesOwnerToken ? await ownerToken(dataDirectory) : randomToken();
    const clock = systemClock;
    const owner = createOwnerAccess({
      token,
      tenantId: LOCAL_TENANT.tenantId,
      permissions: permissionsOfLocalOwner(),
      clock,
    });
    const { version } = options;
    const surface = await createHttpSurface({
      operations,
      trail,
      access: createCredentialAccess({ ...entrance, owner }),
      ping: () => db.ping(),
      log,
      clock,
      version,
      ...(await httpSettings(kernel)),
    });
    return {
      kernel,
      surface,
      token,
      issueCode: () => owner.issueCode(),
      async listen(at) {
        const url = await surface.listen(at);
        await announce(config, { url, token, version });
        return url;
      },
      async close() {
        await withdraw(dataDirectory);
        await surface.stop(GRACE_MS);
        await kernel.close();
      },
    };
  } catch (error) {
    await kernel.close();
    throw error;
  }
}

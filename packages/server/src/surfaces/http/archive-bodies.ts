import type { Context } from "#kernel/tenancy";

export interface KeptArchive {
  readonly name: string;
  /** Of its bytes: the same for the same archive. */
  readonly digest: string;
}

/** Keeps a body for the length of its request. */
export interface ArchiveBodies {
  receive(body: NodeJS.ReadableStream, from: Pick<Context, "tenantId" | "signal">): Promise<KeptArchive>;
  drop(name: string): Promise<void>;
}

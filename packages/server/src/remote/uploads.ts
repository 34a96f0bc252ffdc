/** Archives on their way in: kept under a name of chance while their request lasts. */
import { createHash, type Hash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { PassThrough, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Fault } from "#kernel/errors";
import type { Scratch, ScratchFolder } from "#kernel/scratch";

export interface Received {
  readonly name: string;
  /** SHA-256 of its bytes, in hex. */
  readonly digest: string;
}

export interface Uploads {
  /**
   * Takes a body in as it comes. Faults PAYLOAD_TOO_LARGE, and RATE_LIMITED where many of the sender's come at the same
   * time; nothing stays of what was refused.
   */
  receive(body: NodeJS.ReadableStream, from: Sender): Promise<Received>;
  /** The file of one that this process has; undefined where there is none of this name, or not any more. */
  find(name: string): string | undefined;
  drop(name: string): Promise<void>;
}

export interface Sender {
  /** Whose archives are counted together. */
  readonly tenantId: string;
  readonly signal: AbortSignal;
}

/** Each may grow to the limit of one before anything is known about it. */
const MAX_AT_ONCE = 4;
const TRY_AGAIN_SECONDS = 10;

const FILE = "archive";

export function createUploads({
  scratch,
  maxBytes,
}: {
  readonly scratch: Scratch;
  readonly maxBytes: number;
}): Uploads {
  const kept = new Map<string, ScratchFolder>();
  const keep = async (body: NodeJS.ReadableStream, { tenantId, signal }: Sender): Promise<Received> => {
    const hash = createHash("sha256");
    // The body itself is not destroyed when it is refused: an answer goes out on its connection.
    const source = body.pipe(new PassThrough());
    // Whoever reads it hears of its error; nobody does once the sender has gone.
    source.on("error", () => undefined);
    body.on("error", (error) => source.destroy(error));
    const folder = await scratch.make(tenantId);
    try {
      const file = createWriteStream(join(folder.path, FILE), { flags: "wx", mode: 0o600 });
      await pipeline(source, countBytes(hash, maxBytes), file, { signal });
    } catch (error) {
      await folder.remove();
      throw error;
    }
    const name = randomUUID();
    kept.set(name, folder);
    return { name, digest: hash.digest("hex") };
  };
  const atOnce = createAtOnce();
  return {
    receive: (body, from) => atOnce.during(from.tenantId, () => keep(body, from)),
    find(name) {
      const folder = kept.get(name);
      return folder === undefined ? undefined : join(folder.path, FILE);
    },
    async drop(name) {
      const folder = kept.get(name);
      kept.delete(name);
      await folder?.remove();
    },
  };
}

function countBytes(hash: Hash, maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes <= maxBytes) done(null, chunk);
      else done(new Fault("PAYLOAD_TOO_LARGE", `an archive has ${maxBytes} bytes at most`, { maxBytes }));
    },
  });
}

/** How many a sender has under way. */
function createAtOnce() {
  const counts = new Map<string, number>();
  return {
    async during<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
      const before = counts.get(tenantId) ?? 0;
      if (before >= MAX_AT_ONCE) {
        throw new Fault(
          "RATE_LIMITED",
          `${MAX_AT_ONCE} archives are on their way already: send this one when they have come`,
          {
            retryAfterSeconds: TRY_AGAIN_SECONDS,
          },
        );
      }
      counts.set(tenantId, before + 1);
      try {
        return await work();
      } finally {
        const now = (counts.get(tenantId) ?? 1) - 1;
        if (now > 0) counts.set(tenantId, now);
        else counts.delete(tenantId);
      }
    },
  };
}

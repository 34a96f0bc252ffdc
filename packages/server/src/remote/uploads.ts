/** Archives on their way in: kept under a name of chance while their request lasts. */
import { createHash, type Hash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Fault } from "#kernel/errors";

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
  /** Undefined where there is none of this name, or not any more. */
  find(name: string): Promise<string | undefined>;
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

const NAME = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

export function createUploads({
  directory,
  maxBytes,
}: {
  readonly directory: string;
  readonly maxBytes: number;
}): Uploads {
  const pathOf = (name: string): string | undefined =>
    NAME.test(name) ? join(directory, `${name}.upload`) : undefined;
  const drop = async (name: string): Promise<void> => {
    const path = pathOf(name);
    if (path !== undefined) await rm(path, { force: true });
  };
  const keep = async (body: NodeJS.ReadableStream, signal: AbortSignal): Promise<Received> => {
    const name = randomUUID();
    const hash = createHash("sha256");
    // The body itself is not destroyed when it is refused: an answer goes out on its connection.
    const source = body.pipe(new PassThrough());
    // Whoever reads it hears of its error; nobody does once the sender has gone.
    source.on("error", () => undefined);
    body.on("error", (error) => source.destroy(error));
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = createWriteStream(pathOf(name) ?? "", { flags: "wx", mode: 0o600 });
      await pipeline(source, countBytes(hash, maxBytes), file, { signal });
      return { name, digest: hash.digest("hex") };
    } catch (error) {
      await drop(name);
      throw error;
    }
  };
  const atOnce = createAtOnce();
  return {
    receive: (body, from) => atOnce.during(from.tenantId, () => keep(body, from.signal)),
    async find(name) {
      const path = pathOf(name);
      if (path === undefined) return undefined;
      const isThere = await stat(path).then(
        () => true,
        () => false,
      );
      return isThere ? path : undefined;
    },
    drop,
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

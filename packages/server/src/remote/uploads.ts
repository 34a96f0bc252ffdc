/** Archives on their way in: kept under a name of chance while their request lasts. */
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Fault } from "#kernel/errors";

export interface Uploads {
  /** Takes a body in and says under which name. PAYLOAD_TOO_LARGE; nothing stays of what was refused. */
  receive(body: NodeJS.ReadableStream, signal: AbortSignal): Promise<string>;
  /** Undefined where there is none of this name, or not any more. */
  find(name: string): Promise<string | undefined>;
  drop(name: string): Promise<void>;
}

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
  return {
    async receive(body, signal) {
      const name = randomUUID();
      await mkdir(directory, { recursive: true, mode: 0o700 });
      let bytes = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length;
          if (bytes <= maxBytes) done(null, chunk);
          else done(new Fault("PAYLOAD_TOO_LARGE", `an archive has ${maxBytes} bytes at most`, { maxBytes }));
        },
      });
      try {
        await pipeline(body, count, createWriteStream(pathOf(name) ?? "", { flags: "wx", mode: 0o600 }), { signal });
        return name;
      } catch (error) {
        await drop(name);
        throw error;
      }
    },
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

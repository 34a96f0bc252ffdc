import { AetherError } from "./errors.ts";
import type { FilePart, Range } from "./file-part.ts";
import type { CallOptions } from "./sender.ts";

export interface DownloadOptions extends CallOptions {
  /** Bytes asked for at a time; 8 MiB. Each is tried again by itself. */
  readonly partBytes?: number;
}

const PART_BYTES = 8 * 1024 * 1024;

/** The bytes of a file, part by part, so that a broken connection costs one part. */
export async function* download(
  part: (range: Range, options: CallOptions) => Promise<FilePart>,
  { partBytes = PART_BYTES, ...options }: DownloadOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  let from = 0;
  let tag: string | undefined;
  for (let total = Infinity; from < total;) {
    const got = await part({ from, bytes: partBytes, tag }, options);
    if (from > 0 && (got.isWhole || got.tag !== (tag ?? null))) {
      throw new AetherError({ code: "CONFLICT", message: "the file has changed while it was read", retry: false });
    }
    yield got.bytes;
    if (got.bytes.length === 0) return;
    from += got.bytes.length;
    tag = got.tag ?? undefined;
    ({ total } = got);
  }
}

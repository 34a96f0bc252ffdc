import { statfs } from "node:fs/promises";

import { Fault, isFault } from "#kernel/errors";

const MB = 1_000_000;

/**
 * What bulk writes leave free. The engine's log grows by files of 16 MB, and an engine that cannot write its log ends and
 * starts again only when it can; the last batch, its log and the line that says what failed must all fit in here.
 */
const RESERVE_MB = 64;

/** The room on the disk that the embedded engine writes to. */
export interface DiskRoom {
  /** Throws DISK_FULL while there is less than the reserve, which is for small writes alone. Costs some 50 µs. */
  require(): Promise<void>;
  /** A DISK_FULL that says which disk is full, and any other error as it is. */
  locate(thrown: unknown): Promise<unknown>;
}

/** In memory, or where a server has the files, nothing is known of the disk and nothing refused. */
export const UNKNOWN_ROOM: DiskRoom = {
  require: () => Promise.resolve(),
  locate: (thrown) => Promise.resolve(thrown),
};

export function openDiskRoom(directory: string): DiskRoom {
  const freeMb = async (): Promise<number> => {
    const { bavail, blocks, bsize } = await statfs(directory);
    // Some network file systems do not count.
    return blocks === 0 ? Infinity : Math.floor((bavail * bsize) / MB);
  };
  return {
    require: async () => {
      const free = await freeMb();
      if (free >= RESERVE_MB) return;
      const text = `the disk of ${directory} has ${free} MB free, and a bulk write needs at least ${RESERVE_MB}`;
      throw new Fault("DISK_FULL", text, { directory, freeMb: free, neededMb: RESERVE_MB });
    },
    locate: async (thrown) => {
      if (!isFault(thrown, "DISK_FULL") || thrown.details["directory"] !== undefined) return thrown;
      const free = await freeMb().catch(() => 0);
      const text = `the disk of ${directory} is full: the database could not write, ${free} MB are free`;
      return new Fault("DISK_FULL", text, { directory, freeMb: free }, thrown);
    },
  };
}

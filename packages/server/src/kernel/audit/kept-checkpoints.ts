import { type Checkpoint, type CheckpointStore, readCheckpoint, writeCheckpoint } from "./checkpoints.ts";

/** The newest checkpoint of each trail, read when it is first asked for. */
export interface KeptCheckpoints {
  of(tenantId: string): Promise<Checkpoint | undefined>;
  /** In the place of those of the same trails; `forgotten` ones go. */
  keep(fresh: readonly Checkpoint[], forgotten?: string): Promise<void>;
}

export function openKeptCheckpoints(store: CheckpointStore, key: Uint8Array): KeptCheckpoints {
  let kept: Promise<Map<string, Checkpoint>> | undefined;
  const load = async (): Promise<Map<string, Checkpoint>> => {
    const read = (await store.load()).map((text) => readCheckpoint(key, text));
    return new Map(read.flatMap((one) => (one === undefined ? [] : [[one.tenantId, one]])));
  };
  const all = (): Promise<Map<string, Checkpoint>> => {
    kept ??= load().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
  return {
    of: async (tenantId) => (await all()).get(tenantId),
    async keep(fresh, forgotten = "") {
      const map = await all();
      for (const one of fresh) map.set(one.tenantId, one);
      map.delete(forgotten);
      await store.save([...map.values()].map((one) => writeCheckpoint(key, one)));
    },
  };
}

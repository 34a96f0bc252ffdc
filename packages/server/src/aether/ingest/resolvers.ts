import { openResolver, type ResolverThread } from "@aether/graph/disk";

/** Threads that resolve: the one of the last run is kept, with the facts in it, for the next. */
export interface Resolvers {
  /** Runs `work` with a thread that is its own until it ends; `signal` ends the thread at once, whatever it does. */
  use<T>(signal: AbortSignal, work: (resolver: ResolverThread) => Promise<T>): Promise<T>;
  /** No thread that there is now is used for another run. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export function createResolvers(): Resolvers {
  let kept: ResolverThread | undefined;
  let isClosed = false;
  let age = 0; // counts what was forgotten

  async function keep(resolver: ResolverThread, since: number): Promise<void> {
    await resolver.release();
    const isLast = isClosed || since !== age;
    const spare = isLast ? resolver : kept;
    if (!isLast) kept = resolver;
    await spare?.close();
  }
  function taken(): ResolverThread {
    const resolver = kept === undefined || kept.hasEnded() ? openResolver() : kept;
    kept = undefined;
    return resolver;
  }
  return {
    async use(signal, work) {
      signal.throwIfAborted();
      const [resolver, since] = [taken(), age];
      const end = () => void resolver.close();
      signal.addEventListener("abort", end, { once: true });
      try {
        const result = await work(resolver);
        await keep(resolver, since);
        return result;
      } catch (error) {
        await resolver.close();
        throw signal.aborted ? signal.reason : error;
      } finally {
        signal.removeEventListener("abort", end);
      }
    },
    async forget() {
      age += 1;
      const spare = kept;
      kept = undefined;
      await spare?.close();
    },
    async close() {
      isClosed = true;
      await kept?.close();
      kept = undefined;
    },
  };
}

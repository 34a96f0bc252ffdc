import { openResolver, type ResolverThread } from "@aether/graph/disk";

/** Threads that resolve: the one of the last run is kept, with the facts in it, for the next. */
export interface Resolvers {
  /** Runs `work` with a thread that is its own until it ends; `signal` ends the thread at once, whatever it does. */
  use<T>(signal: AbortSignal, work: (resolver: ResolverThread) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function createResolvers(): Resolvers {
  let kept: ResolverThread | undefined;
  let isClosed = false;

  async function keep(resolver: ResolverThread): Promise<void> {
    await resolver.release();
    const spare = isClosed ? resolver : kept;
    kept = isClosed ? undefined : resolver;
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
      const resolver = taken();
      const end = () => void resolver.close();
      signal.addEventListener("abort", end, { once: true });
      try {
        const result = await work(resolver);
        await keep(resolver);
        return result;
      } catch (error) {
        await resolver.close();
        throw signal.aborted ? signal.reason : error;
      } finally {
        signal.removeEventListener("abort", end);
      }
    },
    async close() {
      isClosed = true;
      await kept?.close();
      kept = undefined;
    },
  };
}

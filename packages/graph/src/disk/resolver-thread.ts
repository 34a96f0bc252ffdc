/**
 * Resolution in a thread of its own. It takes a second or more for 300,000 lines and much memory: here it
 * stops nobody's event loop, and ending the thread gives all of the memory back.
 */
import type { FileGraph } from "../index.ts";
import type { FileOutline, HeldFacts, ProjectToResolve, Resolved } from "./resolver-messages.ts";
import { startResolver } from "./start-resolver.ts";

/**
 * A thread for one project at a time: its facts are held, it is resolved, what was found is taken. The facts stay for the
 * next round, so that it hands in only those that are new.
 */
export interface ResolverThread {
  /** Whether the facts under this key are there. */
  holds(key: string): boolean;
  hold(facts: readonly HeldFacts[]): Promise<void>;
  /**
   * Binds what the files name to what it means, as `resolve` does; of the project it resolved before, only what a change
   * can reach. Afterwards only the facts of these files are held.
   */
  resolve(project: ProjectToResolve): Promise<Resolved>;
  /** Of files whose hash is another than the given one. The thread keeps no edges of a file that was taken. */
  takeGraphs(paths: readonly string[]): Promise<readonly FileGraph[]>;
  /** The thread keeps nothing but the facts of a file that was taken. */
  takeOutlines(paths: readonly string[]): Promise<readonly FileOutline[]>;
  /** Forgets what was found; the facts stay. */
  release(): Promise<void>;
  hasEnded(): boolean;
  /** Ends the thread at once; what it was asked and has not answered fails. */
  close(): Promise<void>;
}

/** Starts the thread. Unless it was asked something, it does not keep the process from ending. Close it. */
export function openResolver(): ResolverThread {
  const { ask, hasEnded, close } = startResolver();
  let keys = new Set<string>();
  return {
    holds: (key) => keys.has(key),
    async hold(facts) {
      await ask({ kind: "hold", facts });
      for (const { key } of facts) keys.add(key);
    },
    // The thread's answers are of the shapes that serve-resolver.ts says.
    async resolve(project) {
      const resolved: Resolved = JSON.parse(await ask({ kind: "resolve", project }));
      keys = new Set(project.files.flatMap(({ key }) => key ?? []));
      return resolved;
    },
    async takeGraphs(paths) {
      const graphs: FileGraph[] = JSON.parse(await ask({ kind: "takeGraphs", paths }));
      return graphs;
    },
    async takeOutlines(paths) {
      const outlines: FileOutline[] = JSON.parse(await ask({ kind: "takeOutlines", paths }));
      return outlines;
    },
    async release() {
      await ask({ kind: "release" });
    },
    hasEnded,
    close,
  };
}

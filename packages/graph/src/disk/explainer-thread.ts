/** Questions about one snapshot of a project, in a thread of its own: its facts take memory, and finding the steps takes time. */
import type { EdgeAsked, LooseAsked, UseEvidence } from "../index.ts";
import type { HeldFacts, ProjectToResolve } from "./resolver-messages.ts";
import { startResolver } from "./start-resolver.ts";

/** A thread for one snapshot: its facts are held, then it is opened, then it is asked. */
export interface ExplainerThread {
  hold(facts: readonly HeldFacts[]): Promise<void>;
  /** Puts the project together. The facts are let go. */
  open(project: ProjectToResolve): Promise<void>;
  /** The uses that make each edge; none for an edge that the facts do not give. */
  edges(asked: readonly EdgeAsked[]): Promise<readonly (readonly UseEvidence[])[]>;
  /** What is not known of each use; null for a use that the facts do not have. */
  loose(asked: readonly LooseAsked[]): Promise<readonly (UseEvidence | null)[]>;
  hasEnded(): boolean;
  /** Ends the thread at once; what it was asked and has not answered fails. */
  close(): Promise<void>;
}

/** Starts the thread. Unless it was asked something, it does not keep the process from ending. Close it. */
export function openExplainer(): ExplainerThread {
  const { ask, hasEnded, close } = startResolver();
  return {
    async hold(facts) {
      await ask({ kind: "hold", facts });
    },
    async open(project) {
      await ask({ kind: "open", project });
    },
    // The thread's answers are of the shapes that serve-resolver.ts says.
    async edges(asked) {
      const uses: UseEvidence[][] = JSON.parse(await ask({ kind: "explainEdges", asked }));
      return uses;
    },
    async loose(asked) {
      const uses: (UseEvidence | null)[] = JSON.parse(await ask({ kind: "explainLoose", asked }));
      return uses;
    },
    hasEnded,
    close,
  };
}

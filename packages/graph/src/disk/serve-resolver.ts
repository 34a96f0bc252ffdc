/** What a resolver thread does: it holds the facts of a project, resolves them, and hands out what was found by file. */
import type { MessagePort } from "node:worker_threads";

import { createExplainer, type Explainer, type FileFacts, readFacts } from "../index.ts";
import { collectWhenGrown } from "./collect-garbage.ts";
import { factsOf, type FollowedProject, followProject } from "./follow-project.ts";
import type { ProjectToResolve, Resolved, ResolverAnswer, ResolverRequest } from "./resolver-messages.ts";

/** Answers every request, in their order, until the thread is ended. */
export function serveResolver(port: MessagePort): void {
  const project = holdProject();
  const collect = collectWhenGrown();
  port.on("message", (request: ResolverRequest) => {
    let answer: ResolverAnswer;
    try {
      answer = { kind: "answer", json: JSON.stringify(project.answer(request) ?? null) };
    } catch (error) {
      answer = { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    port.postMessage(answer);
    if (request.kind === "resolve" || request.kind === "open") collect();
  });
}

interface HeldProject {
  answer(request: ResolverRequest): unknown;
}

function holdProject(): HeldProject {
  const facts = holdFacts();
  let followed: FollowedProject | undefined;
  let opened: Explainer | undefined;

  function resolveAll(project: ProjectToResolve): Resolved {
    const current = followed?.repoKey === project.repoKey ? followed : followProject(project.repoKey);
    // An error half-way would leave it behind what it believes.
    followed = undefined;
    const resolved = current.update(project, facts);
    facts.keepOnly(new Set(project.files.map(({ key }) => key)));
    followed = current;
    return resolved;
  }
  function open({ repoKey, manifests, files }: ProjectToResolve): void {
    const known = files.map((file) => ({ path: file.path, facts: factsOf(facts, file) }));
    opened = createExplainer({ repoKey, manifests, files: known });
    facts.keepOnly(new Set());
  }
  const explainer = (): Explainer => {
    if (opened === undefined) throw new Error("nothing was opened yet");
    return opened;
  };
  const project = (): FollowedProject => {
    if (followed === undefined) throw new Error("nothing was resolved yet");
    return followed;
  };
  return {
    answer(request) {
      switch (request.kind) {
        case "hold":
          for (const { key, json } of request.facts) facts.hold(key, readFacts(json));
          return undefined;
        case "resolve":
          return resolveAll(request.project);
        case "takeGraphs":
          return request.paths.map((path) => project().takeGraph(path));
        case "takeOutlines":
          return request.paths.map((path) => project().outlineOf(path, facts));
        case "release":
          return followed?.release();
        case "open":
          return open(request.project);
        case "explainEdges":
          return request.asked.map((edge) => explainer().edge(edge));
        case "explainLoose":
          return request.asked.map((use) => explainer().loose(use) ?? null);
      }
    },
  };
}

function holdFacts() {
  const held = new Map<string, FileFacts>();
  const fresh = new Set<string>();
  return {
    hold(key: string, facts: FileFacts): void {
      held.set(key, facts);
      fresh.add(key);
    },
    get: (key: string): FileFacts | undefined => held.get(key),
    isFresh: (key: string): boolean => fresh.has(key),
    keepOnly(used: ReadonlySet<string | undefined>): void {
      for (const key of held.keys()) if (!used.has(key)) held.delete(key);
      fresh.clear();
    },
  };
}

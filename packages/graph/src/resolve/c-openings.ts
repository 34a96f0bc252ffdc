/** Which namespaces `using namespace` opens at a place. */
import type { Includes } from "./c-includes.ts";
import { joined, type Scopes } from "./c-scopes.ts";
import { outerScope } from "./project.ts";
import type { At } from "./values.ts";

/** What is known of all files of C and C++. */
export interface Reading {
  readonly includes: Includes;
  readonly scopes: Scopes;
}

/** `using namespace x`, in the scopes around and at the top of what is included. */
export function openedAt({ scopes, includes }: Reading, at: At, namespaces: readonly string[]): readonly string[] {
  const around = new Set<number>();
  for (let scope = at.scope; scope >= 0; scope = outerScope(at.file, scope)) around.add(scope);
  const opened = new Set<string>();
  for (const { file, found } of includes.openings(at.file)) {
    if (file !== at.file || around.has(found.scope)) {
      const known = namespaces.find((namespace) => scopes.isNamespace(joined(namespace, found.module)));
      opened.add(known === undefined ? found.module : joined(known, found.module));
    }
  }
  return [...opened];
}

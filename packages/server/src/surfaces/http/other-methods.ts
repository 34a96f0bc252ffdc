import type { FastifyInstance } from "fastify";

import { Fault } from "#kernel/errors";

/**
 * A path that exists answers the methods it lacks with 405 and the list of those it has (RFC 9110, 15.5.6): "not found"
 * would send people to look for a misspelling. Called before the first route; `add` after the last.
 */
export function refuseOtherMethods(app: FastifyInstance): { readonly add: () => void } {
  const methodsOf = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    const known = methodsOf.get(url) ?? new Set();
    methodsOf.set(url, known);
    for (const each of [method].flat()) known.add(each);
  });
  return {
    add() {
      for (const [url, known] of methodsOf) {
        const allowed = [...known].sort();
        const refuse = async (): Promise<never> => {
          throw new Fault("METHOD_NOT_ALLOWED", `this path takes ${allowed.join(", ")}`, { allowed });
        };
        // Refused before the body is read.
        const method = app.supportedMethods.filter((each) => !known.has(each));
        app.route({ method, url, onRequest: refuse, handler: refuse });
      }
    },
  };
}

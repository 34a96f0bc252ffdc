/** Text with sections: nothing in it is resolved. Also stands in for languages without rules of their own. */
import { NO_OFFER, type Rules } from "./rules.ts";

export function documentRules(): Rules {
  const none: ReadonlySet<string> = new Set();
  return {
    family: "document",
    languages: ["markdown"],
    builtinPackage: "",
    builtinNamed: () => undefined,
    builtinTypes: none,
    results: new Map(),
    root: { symbol: "", members: none },
    transparentTypes: none,
    unknownTypes: new Set(),
    selfTypes: none,
    aliasesAreTypes: false,
    firstParameterIsReceiver: false,
    ownNameIsOuter: false,
    typeScope: "hidden",
    overloads: false,
    decoratorsRun: false,
    laterReplaces: false,
    callMakesInstance: false,
    elementMembers: new Set(),
    sameMembers: new Set(),
    indirectCalls: new Set(),
    callMember: undefined,
    wholeExport: undefined,
    wholeNames: new Set(),
    namesCanBeModules: false,
    moduleOf: () => undefined,
    offer: () => NO_OFFER,
    offerOfPackage: () => NO_OFFER,
    filesOfPackage: () => [],
    ambient: () => NO_OFFER,
    literal: () => undefined,
  };
}

/** `require` in its forms, and files that are run by their path. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";

const REQUIRE = /^(?:require|dofile|loadfile)\s*\(?\s*(?:"([^"\n]*)"|'([^'\n]*)'|\[\[([^\]\n]*)\]\])\s*\)?/;
const GUARDED = /^pcall\s*\(\s*require\s*,\s*(?:"([^"\n]*)"|'([^'\n]*)')\s*\)/;
const MAX_CALL_CHARS = 300;

/** Functions that load what their argument names. */
const LOADERS: Readonly<Record<string, { readonly pattern: RegExp; readonly isFile: boolean }>> = {
  require: { pattern: REQUIRE, isFile: false },
  pcall: { pattern: GUARDED, isFile: false },
  dofile: { pattern: REQUIRE, isFile: true },
  loadfile: { pattern: REQUIRE, isFile: true },
};

/** Keeps the module that a call of `name` loads, if its name is written out. */
export function noteModule(draft: Draft, node: Node, name: string): void {
  const loader = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (loader === undefined) return;
  const found = loader.pattern.exec(textOfCall(draft, node));
  const module = found?.slice(1).find((part) => part !== undefined && part !== "");
  if (module !== undefined) draft.moduleCalls.set(node.id, loader.isFile ? fileName(module) : module);
}

/** `dofile` names a file, not a module. */
function fileName(path: string): string {
  return /^(?:\.\.?)?\//.test(path) ? path : `./${path}`;
}

/** `pcall(require, "m")`, which gives the module second. */
export function isGuarded(draft: Draft, call: Node): boolean {
  return GUARDED.test(textOfCall(draft, call));
}

function textOfCall({ text }: Draft, { startIndex, endIndex }: Node): string {
  return text.slice(startIndex, Math.min(endIndex, startIndex + MAX_CALL_CHARS));
}

/** A `require` that a name holds is the import of that name; any other is one of a name that no source can have. */
export function linkModules(draft: Draft): void {
  const holders = new Map<number, { readonly id: number; readonly name: string }>();
  for (const { target, value } of draft.targets.values()) {
    const piece = draft.pieces.get(target);
    if (piece?.kind === "name" && draft.moduleCalls.has(value)) holders.set(value, { id: target, name: piece.name });
  }
  for (const [id, module] of draft.moduleCalls) {
    const call = draft.pieces.get(id);
    const holder = holders.get(id);
    const callee = draft.pieces.get(call?.of ?? 0);
    if (call === undefined || callee === undefined) continue;
    const target = { kind: "name", name: callee.name } as const;
    draft.extraSites.push({ kind: "call", start: callee.start, target, argumentCount: call.argumentCount });
    callee.use = "none";
    const local = holder?.name ?? `require ${module}`;
    if (holder === undefined) draft.pieces.set(id, { ...call, kind: "name", name: local, of: 0, use: "none" });
    else {
      draft.targets.delete(holder.id);
      draft.claims.push(holder.id);
      call.use = "none";
    }
    const rest = { imported: "", reexport: false, typeOnly: false, isStatic: false } as const;
    draft.imports.push({ start: call.start, module, form: "namespace", local, ...rest });
  }
}

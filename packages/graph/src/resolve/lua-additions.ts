/** Functions that the repository adds to tables of Lua's library: `function string.trim(s)`, which strings have as a method too. */
import type { WantedMember } from "./asked.ts";
import { pushTo, type World } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { asInferred, type At, type Entity, entityValue, exactly, type Found, NOTHING, type Value } from "./values.ts";

/** Makes the function that finds them, for one run; `isTable` says which globals are tables of the library. */
export function createAdditions(
  { files }: World,
  isTable: (name: string) => boolean,
): (resolver: Resolver, at: At, wanted: WantedMember) => Found {
  const added = new Map<string, Entity[]>();
  for (const { facts, entities } of files) {
    if (facts.language !== "lua") continue;
    for (const entity of entities) {
      const table = tableNamed(entity);
      if (table !== "" && isTable(table)) pushTo(added, `${table}.${entity.facts.name}`, entity);
    }
  }
  return (resolver, at, { receiver, name }) => {
    const known = added.get(`${tableOf(receiver)}.${name}`) ?? [];
    const found = known.filter((one) => addsToLibrary(resolver, one));
    const beside = found.filter(({ file }) => file === at.file);
    const meant = (beside.length > 0 ? beside.slice(-1) : found).map((one) => entityValue(one, receiver));
    // Which file runs last is not known.
    return meant.length > 1 ? asInferred(exactly(...meant)) : meant.length === 0 ? NOTHING : exactly(...meant);
  };
}

/** The global that a function stands apart from. */
function tableNamed({ parent, facts: { receiver } }: Entity): string {
  const of = parent === undefined ? receiver?.type.of : undefined;
  return of?.kind === "name" ? of.name : "";
}

/** Strings have what the table of their functions has; of other values the library makes nothing is known. */
function tableOf(value: Value): string {
  if (value.kind !== "external" || value.family !== "lua") return "";
  return value.instance && value.symbol !== "string" ? "" : value.symbol;
}

/** False where the name means something of the file's own. */
function addsToLibrary(resolver: Resolver, { file, facts }: Entity): boolean {
  const type = facts.receiver?.type;
  const { values } = type === undefined ? NOTHING : resolver.evaluate(type.of, { file, scope: 0 });
  return values.length > 0 && values.every((one) => one.kind === "external" && one.package === "lua");
}

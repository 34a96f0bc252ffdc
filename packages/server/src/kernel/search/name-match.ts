/** Compares a unit with a name that was asked for. */
import type { AskedName } from "./asked-names.ts";
import { plainName } from "./split-words.ts";
import type { UnitRow } from "./unit-store.ts";

type Named = Pick<UnitRow, "kind" | "name" | "qualifiedName" | "path">;

/** The same letters in another case or with other separators: less by more than the words around can make up for. */
const OTHER_SPELLING = 0.6;
/** What a module calls something that it takes from elsewhere bears the name, too; what has a body comes first. */
const VALUE_KINDS: ReadonlySet<string> = new Set(["Constant", "Variable", "Field", "Property"]);
const OF_VALUE = 0.8;
/** A file asked for without its extension. */
const STEM_OF_FILE = 0.5;

/** How well a unit bears the names asked for, from 0 (not at all) to 1 (spelled so, and nothing else was asked for). */
export function matchNames(unit: Named, names: readonly AskedName[]): number {
  let best = 0;
  for (const name of names) {
    if (name.share > best) best = Math.max(best, name.share * matchName(unit, name));
  }
  return best;
}

function matchName(unit: Named, { spelled, plain }: AskedName): number {
  if (unit.kind === "Section") return 0;
  const own = plainName(unit.name);
  if (unit.kind !== "File") {
    const of = VALUE_KINDS.has(unit.kind) ? OF_VALUE : 1;
    return bears(unit, own, plain) ? of * spelling(unit, spelled) : 0;
  }
  const folders = unit.path.split("/").slice(0, -1);
  if (endsIn(folders, own, plain)) return spelling(unit, spelled);
  const stem = plainName(unit.name.replace(/\.[^.]*$/, ""));
  return endsIn(folders, stem, plain) ? STEM_OF_FILE : 0;
}

/** `listen`, `Server.listen`, `net/server.listen` and `net.Server.listen` are all names of one method. */
function bears({ path, qualifiedName }: Named, own: string, plain: string): boolean {
  if (own === plain) return true;
  if (own === "" || !plain.endsWith(own)) return false;
  const scopes = qualifiedName.split(".").slice(0, -1);
  const [file = "", ...outer] = path.split("/").reverse();
  const folders = outer.reverse();
  return (
    endsIn([...folders, ...scopes], own, plain) ||
    endsIn([...folders, file.replace(/\.[^.]*$/, ""), ...scopes], own, plain)
  );
}

/** Whether the name is the last of these, from one of them on. */
function endsIn(outer: readonly string[], own: string, plain: string): boolean {
  let all = own;
  for (let at = outer.length - 1; at >= 0 && all.length < plain.length; at--) all = plainName(outer[at] ?? "") + all;
  return all !== "" && all === plain;
}

function spelling({ kind, name, qualifiedName }: Named, spelled: string): number {
  const full = kind === "File" ? `/${qualifiedName}` : `.${qualifiedName}`;
  const isSpelled = spelled === name || full.endsWith(`.${spelled}`) || full.endsWith(`/${spelled}`);
  return isSpelled || spelled.endsWith(`.${qualifiedName}`) ? 1 : OTHER_SPELLING;
}

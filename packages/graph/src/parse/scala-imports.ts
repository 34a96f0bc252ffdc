/** Scala's imports: several paths in one statement, selectors, renaming, wildcards. */
import type { DraftImport } from "./draft.ts";
import { dottedText } from "./words.ts";

type Found = Omit<DraftImport, "start">;

export function readImports(statement: string): readonly Found[] {
  const text = statement.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, "").replace(/^\s*import\s+/, "");
  return splitTop(text).flatMap((path) => readPath(path.trim()));
}

/** At commas that stand in no braces. */
function splitTop(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}") depth--;
    else if (text[at] === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function readPath(path: string): readonly Found[] {
  const brace = path.indexOf("{");
  if (brace >= 0) {
    const module = dottedText(path.slice(0, brace)).replace(/\.$/, "");
    const inside = path.slice(brace + 1, path.lastIndexOf("}"));
    return inside.split(",").flatMap((one) => readSelector(module, one.trim()));
  }
  const dot = path.search(/\.[^.]*$/);
  return dot < 0 ? [] : readSelector(dottedText(path.slice(0, dot)), path.slice(dot + 1).trim());
}

/** `A`, `A => B`, `A as B`, `_`, `*`; `A => _` hides a name and imports none. */
function readSelector(module: string, selector: string): readonly Found[] {
  if (selector === "_" || selector === "*" || selector === "given") return [found(module, { form: "all" })];
  const [imported = "", alias] = selector.split(/\s*=>\s*|\s+as\s+/).map(dottedText);
  if (imported === "" || alias === "_" || selector.startsWith("given ")) return [];
  return [found(module, { form: "name", imported, local: alias ?? imported })];
}

function found(module: string, fields: Partial<Found> & Pick<Found, "form">): Found {
  return { module, imported: "", local: "", reexport: false, typeOnly: false, isStatic: false, ...fields };
}

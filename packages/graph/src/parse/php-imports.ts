/** What a PHP file takes from elsewhere: `use` in its forms, and files that it includes. */
import type { Draft } from "./draft.ts";
import { captured, type Role, textOf } from "./matches.ts";

const USE = /^use\s+(?:(?:function|const)\s+)?/i;

/** `use A\B, C\D as E;`, `use function A\f;`, `use A\{B, C\D as E, function f};`: one import for each name. */
const use: Role = (draft, _match, node) => {
  const text = textOf(draft, node).replace(/\/\*[^]*?\*\/|\/\/[^\n]*|#[^\n]*/g, (comment) =>
    " ".repeat(comment.length),
  );
  const head = USE.exec(text)?.[0].length ?? 0;
  const brace = text.indexOf("{");
  const prefix = brace < 0 ? "" : text.slice(head, brace).trim();
  const from = brace < 0 ? head : brace + 1;
  const end = brace < 0 ? text.length : Math.max(from, text.indexOf("}"));
  for (const part of text.slice(from, end).matchAll(/[^,;]+/g)) {
    const clause = /^\s*(?:(?:function|const)\s+)?([\\\w\u0080-\uffff]+)(?:\s+as\s+([\w\u0080-\uffff]+))?/i.exec(
      part[0],
    );
    const written = clause?.[1];
    if (written === undefined) continue;
    const lead = part[0].length - part[0].trimStart().length;
    addImport(draft, { path: prefix + written, alias: clause?.[2], start: node.startIndex + from + part.index + lead });
  }
};

function addImport(
  draft: Draft,
  { path, alias, start }: { readonly path: string; readonly alias: string | undefined; readonly start: number },
): void {
  const full = path.replace(/^\\/, "");
  const cut = full.lastIndexOf("\\");
  const imported = full.slice(cut + 1);
  draft.imports.push({
    start,
    module: full.slice(0, Math.max(0, cut)),
    form: "name",
    imported,
    local: alias ?? imported,
    reexport: false,
    typeOnly: false,
    isStatic: false,
  });
}

/** `__DIR__ . '/a.php'`, `dirname(__DIR__, 2) . '/a.php'` and plain paths; what is computed otherwise names no file. */
const include: Role = (draft, match, node) => {
  const path = captured(match, "path");
  const module = path === undefined ? undefined : includedPath(textOf(draft, path));
  if (module === undefined) return;
  const none = { imported: "", local: "", reexport: false, typeOnly: false, isStatic: false };
  draft.imports.push({ start: node.startIndex, module, form: "effect", required: true, ...none });
};

const STRING = /^(?:'([^'\\]+)'|"([^"$\\{]+)")$/;
const DIRECTORY = /^(?:__DIR__|dirname\s*\(\s*__FILE__\s*\))$/i;
const ABOVE = /^dirname\s*\(\s*(?:__DIR__|dirname\s*\(\s*__FILE__\s*\))\s*(?:,\s*(\d)\s*)?\)$/i;

/** Relative to the file where it begins with a dot. */
function includedPath(written: string): string | undefined {
  const text = written
    .trim()
    .replace(/^\(([^]*)\)$/, "$1")
    .trim();
  const plain = STRING.exec(text);
  if (plain !== null) return plain[1] ?? plain[2];
  const dot = /^([^.]+?)\s*\.\s*((?:'[^'\\]*'|"[^"$\\{]*"))$/.exec(text);
  const rest = STRING.exec(dot?.[2] ?? "");
  const folder = dot?.[1] ?? "";
  const above = ABOVE.exec(folder);
  if (rest === null || !(DIRECTORY.test(folder) || above !== null)) return undefined;
  const up = above === null ? "" : "/..".repeat(Number(above[1] ?? 1));
  return `.${up}/${(rest[1] ?? rest[2] ?? "").replace(/^\/+/, "")}`;
}

export const IMPORT_ROLES: Readonly<Record<string, Role>> = { use, include };

/**
 * Bash: functions, the commands that may be calls of them, and files that are sourced or run by a path that is written
 * out or begins with the script's own folder. What variables hold is not followed, but for that folder.
 */
import type { Node } from "web-tree-sitter";

import { define } from "./define.ts";
import { type Draft, type DraftDefinition, type DraftImport, emptyDefinition } from "./draft.ts";
import { addPiece, type Role, textOf } from "./matches.ts";
import type { LanguageRules } from "./rules.ts";

/** Commands of the shell itself and the plainest of all programs: calls only where the file defines a function of the name. */
const PLAIN_COMMANDS: ReadonlySet<string> = new Set(
  (
    ": [ [[ alias bg bind break builtin cat cd command continue declare dirs disown echo enable eval exec exit export false fc " +
    "fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set " +
    "shift shopt sleep suspend test times trap true type typeset ulimit umask unalias unset wait cp mv rm mkdir rmdir touch ls " +
    "basename dirname grep sed awk head tail sort uniq wc tr cut tee xargs find chmod chown ln date env id mktemp seq which"
  ).split(" "),
);
/** What runs the command that follows. */
const RUNNERS: ReadonlySet<string> = new Set(["time", "exec", "sudo", "nohup", "env", "xargs", "builtin"]);
const SHELLS: ReadonlySet<string> = new Set(["bash", "sh", "zsh", "dash", "ksh"]);
const NAME = /^[\w][\w.:@+-]*$/;

const command: Role = (draft, _match, node) => {
  const name = node.childForFieldName("name");
  if (name === null) return;
  const words = node.childrenForFieldName("argument").filter((one) => one !== null);
  run(draft, { name, words });
};

interface Command {
  readonly name: Node;
  readonly words: readonly Node[];
}

function run(draft: Draft, { name, words }: Command): void {
  const text = textOf(draft, name);
  const [first, ...rest] = words.filter((one) => !textOf(draft, one).startsWith("-"));
  if (text === "." || text === "source") {
    if (first !== undefined) addImport(draft, first, "all");
  } else if (text.includes("/")) addImport(draft, name, "effect");
  else if (NAME.test(text)) call(draft, name, words.length);
  if (first === undefined) return;
  if (SHELLS.has(text)) addImport(draft, first, "effect");
  else if (RUNNERS.has(text)) run(draft, { name: first, words: rest });
  else if (text === "trap" && NAME.test(textOf(draft, first))) call(draft, first, 0);
}

function call(draft: Draft, name: Node, argumentCount: number): void {
  const pointer = addPiece(draft, name, { kind: "name", name: textOf(draft, name) });
  draft.pieces.set(-name.id, { ...pointer, id: -name.id, kind: "call", of: name.id, argumentCount, use: "value" });
}

/** The path as written, until all variables are known. */
function addImport(draft: Draft, path: Node, form: DraftImport["form"]): void {
  draft.imports.push({
    start: path.startIndex,
    module: textOf(draft, path),
    form,
    imported: "",
    local: "",
    reexport: false,
    typeOnly: false,
    isStatic: false,
  });
}

const functionDefinition: Role = (draft, match, node) => {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  if (name === null) return;
  const captures = [
    { name: "name", node: name, patternIndex: 0 },
    ...(body === null ? [] : [{ name: "body", node: body, patternIndex: 0 }]),
  ];
  const definition = define(draft, { kind: "Function", match: { ...match, captures }, node });
  definition.name = textOf(draft, name);
};

/** Names in capitals, which scripts share; others are for the script itself. */
const variable: Role = (draft, _match, node) => {
  const name = node.childForFieldName("name");
  if (name === null || !/^[A-Z][A-Z\d_]*$/.test(textOf(draft, name))) return;
  const definition: DraftDefinition = emptyDefinition("Variable", node.id);
  const { startIndex: start, endIndex: end } = node;
  Object.assign(definition, { name: textOf(draft, name), nameStart: start, start, end, bodyStart: end, headEnd: end });
  draft.definitions.set(node.id, definition);
};

/** The folder of the script: `$(dirname "$0")`, `${BASH_SOURCE%/*}`, with what follows it inside of a `cd`. */
const OWN_FOLDER = String.raw`(?:\$\(\s*dirname\s+(?:--\s+)?"?\$\{?(?:0|BASH_SOURCE(?:\[0\])?)\}?"?\s*\)|\$\{(?:0|BASH_SOURCE(?:\[0\])?)%\/\*\})`;
const FOLDER = new RegExp(String.raw`${OWN_FOLDER}((?:\/[\w.-]+)*)`);
const VARIABLES = /^[ \t]*(?:(?:readonly|local|export|declare|typeset)\s+(?:-\w+\s+)*)?(\w+)=(.*)$/gm;
const IN_VARIABLE = /^\$\{?(\w+)\}?\/([\w./-]+)$/;

/** Variables that hold the script's folder or one beside it, by what leads there from it. */
function foldersOf(text: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(VARIABLES)) {
    const found = FOLDER.exec(value);
    if (found !== null) folders.set(name, `.${found[1] ?? ""}`);
    const [, other = "", rest = ""] = IN_VARIABLE.exec(value.replace(/^"|"$/g, "")) ?? [];
    const known = folders.get(other);
    if (found === null && known !== undefined) folders.set(name, `${known}/${rest}`);
  }
  return folders;
}

/** `./` leads from the file's folder; what has no such start may lead from the root as well. Empty if nobody can tell. */
function pathOf(written: string, folders: ReadonlyMap<string, string>): string {
  const text = written.replace(/^(["'])(.*)\1$/s, "$2").replace(/^"(\$[^"]*)"\//, "$1/");
  const [whole = "", inside = ""] = FOLDER.exec(text) ?? [];
  const isOwn = whole !== "" && (text.startsWith(whole) || /^\$\(\s*cd\b/.test(text));
  if (isOwn) {
    const rest = text.slice(text.indexOf(whole) + whole.length).replace(/^.*?\bpwd\b[^/)]*\)/s, "");
    return /^[\w./-]*$/.test(rest) ? `.${inside}${rest}` : "";
  }
  const [, name = "", rest = ""] = IN_VARIABLE.exec(text) ?? [];
  const folder = folders.get(name);
  if (folder !== undefined) return `${folder}/${rest}`;
  return /^[\w.-][\w./-]*$/.test(text) ? text : "";
}

function finish(draft: Draft): void {
  const folders = foldersOf(draft.text);
  const imports = draft.imports.splice(0);
  for (const found of imports) {
    const module = pathOf(found.module, folders);
    if (module !== "") draft.imports.push({ ...found, module });
  }
  const own = new Set([...draft.definitions.values()].map(({ name }) => name));
  for (const piece of draft.pieces.values()) {
    const name = piece.kind === "call" ? (draft.pieces.get(piece.of)?.name ?? "") : "";
    if (PLAIN_COMMANDS.has(name) && !own.has(name)) piece.use = "none";
  }
}

function refine(definition: DraftDefinition): void {
  definition.visibility = "public";
  definition.exported = definition.parent === undefined;
}

export const bash: LanguageRules = {
  roles: { command, function: functionDefinition, variable },
  finish,
  refine,
};

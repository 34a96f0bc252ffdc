import { parseSync, Visitor } from "oxc-parser";

/** What one file says about itself that a rule may ask for. */
export interface SourceFacts {
  readonly imports: readonly ImportFact[];
  /** Lines that read `process.env` or `process.argv`. */
  readonly processReads: readonly number[];
  /** Lines where a string is an SQL statement. */
  readonly sql: readonly number[];
  /** What a face may not hold: each with its line. */
  readonly notNames: readonly { readonly what: string; readonly line: number }[];
  readonly lines: number;
  readonly syntaxError: string | undefined;
}

export interface ImportFact {
  readonly specifier: string;
  readonly line: number;
}

/** Lower case as we write it, or capitals, and a second keyword: "Select one" and "update the path" are sentences. */
const STATEMENT =
  /^\s*(select\s[^]*?\bfrom\b|select\s+set_config|insert\s+into\s|update\s+\S+\s+(as\s+\w+\s+)?set\s|delete\s+from\s|with\s+(recursive\s+)?\w+\s*(\([^)]*\)\s*)?as\s+(not\s+)?(materialized\s+)?\(|truncate\s+\w|(create|drop|alter)\s+(table|index|schema|role|policy|type|extension)\s)/;
const isSql = (text: string): boolean => STATEMENT.test(text) || STATEMENT.test(text.replace(/[A-Z]+/g, lowered));

export function readFacts(path: string, source: string): SourceFacts {
  const parsed = parseSync(path, source);
  const lineAt = lineFinder(source);
  const imports: ImportFact[] = [];
  const processReads: number[] = [];
  const sql: number[] = [];
  const addImport = (specifier: string, at: number): void => void imports.push({ specifier, line: lineAt(at) });
  const addSql = (text: string, at: number): void => void (isSql(text) && sql.push(lineAt(at)));
  new Visitor({
    ImportDeclaration: (node) => {
      addImport(node.source.value, node.start);
      const readsProcess = /^(node:)?process$/.test(node.source.value) && node.specifiers.some(namesEnvOrArgv);
      if (readsProcess) processReads.push(lineAt(node.start));
    },
    ExportNamedDeclaration: (node) => void (node.source !== null && addImport(node.source.value, node.start)),
    ExportAllDeclaration: (node) => addImport(node.source.value, node.start),
    ImportExpression: (node) => addImport(textOf(node.source) ?? "(computed)", node.start),
    TSImportType: (node) => addImport(node.source.value, node.start),
    TSImportEqualsDeclaration: (node) => {
      if (node.moduleReference.type === "TSExternalModuleReference") {
        addImport(node.moduleReference.expression.value, node.start);
      }
    },
    CallExpression: (node) => {
      const name = node.callee.type === "Identifier" ? node.callee.name : undefined;
      if (name === "require") addImport(textOf(node.arguments[0]) ?? "(computed)", node.start);
    },
    NewExpression: (node) => {
      const [target, base] = node.arguments;
      if (node.callee.type !== "Identifier" || node.callee.name !== "URL" || base === undefined) return;
      const isOfThisFile = source.slice(base.start, base.end) === "import.meta.url";
      const specifier = textOf(target);
      if (isOfThisFile && specifier?.match(/^\.{1,2}\/.*\.[cm]?[jt]sx?$/)) addImport(specifier, node.start);
    },
    MemberExpression: (node) => {
      const key = node.computed ? textOf(node.property) : source.slice(node.property.start, node.property.end);
      const object = source.slice(node.object.start, node.object.end);
      if (isEnvOrArgv(key) && /(^|\.)process$/.test(object)) processReads.push(lineAt(node.start));
    },
    VariableDeclarator: (node) => {
      if (node.init === null || node.id.type !== "ObjectPattern") return;
      const reads = /(^|\.)process$/.test(source.slice(node.init.start, node.init.end));
      const names = source.slice(node.id.start, node.id.end);
      if (reads && /\b(env|argv)\b/.test(names)) processReads.push(lineAt(node.start));
    },
    Literal: (node) => void (typeof node.value === "string" && addSql(node.value, node.start)),
    TemplateLiteral: (node) => addSql(node.quasis.map((part) => part.value.cooked ?? "").join("x"), node.start),
  }).visit(parsed.program);
  return {
    imports,
    processReads,
    sql,
    notNames: findMoreThanNames(parsed.program.body, lineAt),
    lines: source.split("\n").length - (source.endsWith("\n") ? 1 : 0),
    syntaxError: parsed.errors[0]?.message,
  };
}

type Statements = ReturnType<typeof parseSync>["program"]["body"];

/** A face is imports and `export { a, b } from`; a namespace (`export * as x from`) is a name too. */
function findMoreThanNames(body: Statements, lineAt: (at: number) => number): { what: string; line: number }[] {
  const found: { what: string; line: number }[] = [];
  for (const statement of body) {
    const line = lineAt(statement.start);
    if (statement.type === "ImportDeclaration") continue;
    if (statement.type === "ExportNamedDeclaration" && statement.declaration === null) continue;
    if (statement.type === "ExportAllDeclaration" && statement.exported !== null) continue;
    if (statement.type === "ExportAllDeclaration") found.push({ what: "export *", line });
    else if (statement.type === "ExportDefaultDeclaration") found.push({ what: "a default export", line });
    else found.push({ what: "logic", line });
  }
  return found;
}

function namesEnvOrArgv(specifier: object): boolean {
  if (!("imported" in specifier)) return false;
  const { imported } = specifier;
  return typeof imported === "object" && imported !== null && "name" in imported && isEnvOrArgv(imported.name);
}

function lowered(capitals: string): string {
  return capitals.length > 1 ? capitals.toLowerCase() : capitals;
}

function isEnvOrArgv(name: unknown): boolean {
  return name === "env" || name === "argv";
}

function textOf(node: object | undefined): string | undefined {
  return node !== undefined && "value" in node && typeof node.value === "string" ? node.value : undefined;
}

function lineFinder(source: string): (at: number) => number {
  const starts = [0];
  for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return (at) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

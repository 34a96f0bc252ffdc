/**
 * Symbols as SCIP spells them: `scheme manager package version descriptors`, or `local id`. A space within a part is
 * written twice; a name with other characters than letters, digits and `_+-$` stands between backticks.
 */
export interface ScipSymbol {
  readonly scheme: string;
  readonly manager: string;
  readonly package: string;
  readonly descriptors: readonly Descriptor[];
}

export interface Descriptor {
  readonly name: string;
  readonly kind: "namespace" | "type" | "term" | "method" | "meta" | "macro" | "parameter" | "type-parameter";
}

export function isLocal(symbol: string): boolean {
  return symbol.startsWith("local ");
}

/** Scheme, manager, package and version: all symbols of one package begin alike. Empty for what is no such symbol. */
export function packageOfSymbol(symbol: string): string {
  return isLocal(symbol) ? "" : symbol.slice(0, headOf(symbol)?.end ?? 0);
}

/** Undefined for local and malformed symbols. */
export function parseSymbol(symbol: string): ScipSymbol | undefined {
  const head = isLocal(symbol) ? undefined : headOf(symbol);
  if (head === undefined) return undefined;
  const descriptors = descriptorsOf(symbol, head.end);
  const [scheme = "", manager = "", name = ""] = head.parts;
  return descriptors === undefined ? undefined : { scheme, manager, package: name, descriptors };
}

const PARTS = 4;

function headOf(symbol: string): { readonly parts: readonly string[]; readonly end: number } | undefined {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < symbol.length; at++) {
    const isSpace = symbol[at] === " ";
    if (!isSpace) part += symbol[at];
    else if (symbol[at + 1] === " ") {
      part += " ";
      at++;
    } else {
      parts.push(part === "." ? "" : part);
      part = "";
      if (parts.length === PARTS) return { parts, end: at + 1 };
    }
  }
  return undefined;
}

/** The name, escaped or plain, and what follows it. */
const NAME = "(?:`(?<escaped>(?:[^`]|``)+)`|(?<plain>[\\w+$-]+))";
const SUFFIX = "(?<suffix>/|#|\\.|:|!|\\([\\w+$-]*\\)\\.)";
const DESCRIPTOR = new RegExp(
  `${NAME}${SUFFIX}|(?<open>[([])(?:\`(?<inner>(?:[^\`]|\`\`)+)\`|(?<within>[\\w+$-]+))[)\\]]`,
  "y",
);
const KINDS: Readonly<Record<string, Descriptor["kind"]>> = {
  "/": "namespace",
  "#": "type",
  ".": "term",
  ":": "meta",
  "!": "macro",
  "(": "parameter",
  "[": "type-parameter",
};

function descriptorsOf(symbol: string, start: number): readonly Descriptor[] | undefined {
  const descriptors: Descriptor[] = [];
  for (let at = start; at < symbol.length;) {
    DESCRIPTOR.lastIndex = at;
    const groups = DESCRIPTOR.exec(symbol)?.groups;
    if (groups === undefined) return undefined;
    const { escaped, plain, suffix, open, inner, within } = groups;
    const name = (escaped ?? plain ?? inner ?? within ?? "").replaceAll("``", "`");
    const isMethod = suffix?.startsWith("(") === true;
    descriptors.push({ name, kind: isMethod ? "method" : (KINDS[suffix ?? open ?? ""] ?? "meta") });
    at = DESCRIPTOR.lastIndex;
  }
  return descriptors;
}

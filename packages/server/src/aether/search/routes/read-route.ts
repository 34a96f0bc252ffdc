/** What a question asks for that something else than words answers: callers, callees, what a change reaches, a place in a file. */
export type RouteKind = "callers" | "uses" | "callees" | "impact" | "definition" | "explanation";

export interface NamedRoute {
  readonly to: RouteKind;
  /** The name asked about, as it is written. */
  readonly name: string;
}

export interface PlaceAsked {
  readonly path: string;
  readonly line: number | undefined;
}

const NAME =
  "[`'\"]?(?<name>[\\p{L}_$][\\p{L}\\p{N}_$]*(?:(?:\\.|::|#|->|/)[\\p{L}_$][\\p{L}\\p{N}_$]*)*)(?:\\(\\))?[`'\"]?";
const THING = "(?:(?:the|a|an|my|our) )?(?:(?:class|function|method|struct|trait|type|interface|module|enum) )?";
const WHO = "(?:who|(?:what|which)(?: (?:functions?|methods?|code|places?))?)";
const X = `${THING}${NAME}`;

const FORMS: readonly (readonly [to: RouteKind, form: string])[] = [
  ["callers", `${WHO} (?:calls?|invokes?) ${X}`],
  ["uses", `${WHO} uses? ${X}`],
  ["callers", `(?:(?:find|show|list) )?(?:all )?(?:the )?(?:callers|call sites) of ${X}`],
  ["uses", `(?:(?:find|show|list) )?(?:all )?(?:the )?(?:usages|uses|users) of ${X}`],
  ["callers", `where (?:is|are) ${X} (?:called|invoked)(?: from)?`],
  ["uses", `where (?:is|are) ${X} used`],
  ["callees", `(?:what|which (?:functions?|methods?)) (?:does|do|is|are) ${X} (?:calls?|uses?|invokes?)`],
  ["callees", `(?:(?:find|show|list) )?(?:all )?(?:the )?callees of ${X}`],
  ["callees", `what is called (?:by|from|in) ${X}`],
  [
    "impact",
    `what (?:will |would |could |might )?(?:breaks?|is affected|is impacted|changes) (?:if|when) (?:i|we|you|one) (?:change|modify|remove|delete|rename|touch)s? ${X}`,
  ],
  ["impact", `(?:the )?impact of (?:(?:changing|removing|deleting|renaming|a change (?:of|to|in)) )?${X}`],
  ["impact", `(?:what|who|which code) depends on ${X}`],
  ["definition", `(?:where|in which file) (?:is|are) ${X} (?:set|assigned|defined|declared|implemented|located|found)`],
  ["definition", `(?:(?:find|show|go to|jump to) )(?:the )?(?:definition|declaration|implementation) of ${X}`],
  ["explanation", `how (?:does|do) ${X} works?`],
];
const PATTERNS = FORMS.map(([to, form]) => ({ to, pattern: new RegExp(`^${form} ?[?.!]*$`, "iu") }));

/** Longer questions say more than one name. In UTF-16 units. */
const LENGTH_MAX = 300;

/** Undefined where words are to answer. */
export function readNamedRoute(words: string): NamedRoute | undefined {
  if (words.length > LENGTH_MAX) return undefined;
  for (const { to, pattern } of PATTERNS) {
    const name = pattern.exec(words)?.groups?.["name"];
    if (name !== undefined && !PRONOUNS.has(name.toLowerCase())) return { to, name };
  }
  return undefined;
}

const PRONOUNS: ReadonlySet<string> = new Set(["it", "this", "that", "they", "them", "these", "those", "one", "code"]);

const PLACE =
  /^[`'"]?(?:file:\/\/)?(?<path>(?:[A-Za-z]:)?[\w@.+~$()[\]\\/-]*[\w)\]-]\.[A-Za-z][\w]{0,9})(?:(?::|#L|\(|, line |:line )(?<line>\d{1,7})(?:[:,-]L?\d+)?\)?)?[`'"]?$/;

/** `src/app.ts`, `src/app.ts:42`, `app.py:3:7`, `src/app.ts#L42`. A name with a dot is a place only with a line or a folder. */
export function readPlace(words: string): PlaceAsked | undefined {
  if (words.length > LENGTH_MAX) return undefined;
  const { path, line } = PLACE.exec(words)?.groups ?? {};
  if (path === undefined || (line === undefined && !/[\\/]/.test(path))) return undefined;
  return { path: path.replaceAll("\\", "/"), line: line === undefined ? undefined : Number(line) };
}

/** What a question asks for that something else than words answers: callers, callees, what a change reaches, a place in a file. */
export type RouteKind =
  | "callers"
  | "uses"
  | "callees"
  | "impact"
  | "implementers"
  | "importers"
  | "assignments"
  | "definition"
  | "explanation";

export interface NamedRoute {
  readonly to: RouteKind;
  /** The name asked about, as it is written. */
  readonly name: string;
  /** The file or folder that it is asked about in. */
  readonly file?: string | undefined;
}

export interface PlaceAsked {
  readonly path: string;
  readonly line: number | undefined;
}

const QUOTE = "[`'\"]?";
const NAME = `${QUOTE}(?<name>[\\p{L}_$][\\p{L}\\p{N}_$]*(?:(?:\\.|::|#|->|/)[\\p{L}_$][\\p{L}\\p{N}_$]*)*)(?:\\([^()]{0,200}\\))?${QUOTE}`;
/** A file, a package or a module, as imports write them. */
const MODULE = `${QUOTE}(?<name>@?[\\p{L}_$.][\\p{L}\\p{N}_$.@+~-]*(?:(?:::|[/\\\\:])[\\p{L}\\p{N}_$.@+~-]+)*)${QUOTE}`;
const KIND_OF_THING =
  "(?:class|function|method|struct|trait|type|interface|module|enum|package|file|variable|constant|field|property|setting|option|flag|parameter)";
const THING = `(?:(?:the|a|an|my|our) )?(?:${KIND_OF_THING} )?`;
const WHO =
  "(?:who|(?:what|which)(?: (?:else|functions?|methods?|code|places?|class(?:es)?|types?|structs?|modules?|files?|packages?|callers?))?)";
const ASK =
  "(?:(?:(?:find|show|list|get|give)(?: me)?|(?:who|what|which|where) (?:is|are)) )?(?:all )?(?:of )?(?:the )?";
const WE =
  "(?:we|i|you|they|people|(?:the|this|our|my) (?:code|codebase|app|application|project|program|repo|repository))";
const BE = "(?:is|are|gets?|was|were)";
const X = `${THING}${NAME}`;
const M = `${THING}${MODULE}`;
const VALUE_OF = "(?:(?:the )?(?:default )?value (?:of|for) )?";
const SET = "(?:set|assigned|initiali[sz]ed|configured|changed|modified)(?: to)?";

const FORMS: readonly (readonly [to: RouteKind, form: string])[] = [
  ["callers", `${WHO} (?:calls?|invokes?|(?:is|are) (?:calling|invoking)) ${X}`],
  ["callers", `${ASK}(?:callers|call ?sites|calls|invocations) (?:of|to) ${X}`],
  ["callers", `where ${BE} ${X} (?:being )?(?:called|invoked)(?: from)?`],
  ["callers", `(?:from )?where (?:do|does|did) ${WE} (?:call|invoke) ${X}`],
  ["uses", `${WHO} (?:uses?|references?|refers? to|(?:is|are) using) ${X}`],
  ["uses", `${ASK}(?:usages?|uses|users|references) (?:of|to) ${X}`],
  ["uses", `where ${BE} ${X} (?:being )?(?:used|referenced)`],
  ["uses", `where (?:do|does|did) ${WE} (?:use|reference) ${X}`],
  [
    "callees",
    `(?:what|which (?:functions?|methods?))(?: functions?| methods?)? (?:does|do|is|are) ${X} (?:calls?|uses?|invokes?)`,
  ],
  ["callees", `${ASK}callees of ${X}`],
  ["callees", `(?:what|which)(?: functions?| methods?)? (?:is|are) called (?:by|from|in|inside) ${X}`],
  [
    "impact",
    `what (?:will |would |could |might )?(?:breaks?|happens?|is affected|is impacted|changes) (?:if|when) (?:i|we|you|one) (?:chang|modif|remov|delet|renam|touch)(?:e|es|ed|s|y|ies|ied|ing)? ${X}`,
  ],
  ["impact", `(?:the )?impact of (?:(?:changing|removing|deleting|renaming|a change (?:of|to|in)) )?${X}`],
  ["impact", `(?:what|who|which code) depends on ${X}`],
  [
    "implementers",
    `${WHO} (?:implements?|extends?|inherits? from|subclass(?:es)?|derives? from|overrides?|(?:is|are) (?:implementing|extending|overriding)) ${X}`,
  ],
  ["implementers", `${ASK}(?:implementations|implementers|implementors|sub-?class(?:es)?|subtypes|overrides) of ${X}`],
  ["importers", `${WHO} (?:imports?|(?:is|are) importing) ${M}`],
  ["importers", `${ASK}importers of ${M}`],
  ["importers", `where ${BE} ${M} imported(?: from)?`],
  ["importers", `where (?:do|does|did) ${WE} import ${M}`],
  ["assignments", `where ${BE} ${VALUE_OF}${X} (?:being )?${SET}`],
  ["assignments", `${WHO} (?:sets?|assigns?(?: to)?|initiali[sz]es?|configures?) ${VALUE_OF}${X}`],
  ["assignments", `where (?:do|does|did) ${WE} (?:set|assign|initiali[sz]e|configure) ${VALUE_OF}${X}`],
  ["assignments", `where (?:do|does|did) ${VALUE_OF}${X} get ${SET}`],
  ["assignments", `${ASK}assignments (?:of|to) ${X}`],
  ["definition", `(?:where|in which file) (?:is|are) ${X} (?:defined|declared|implemented|located|found)`],
  ["definition", `(?:(?:find|show|go to|jump to) )(?:the )?(?:definition|declaration|implementation) of ${X}`],
  ["explanation", `how (?:does|do) ${X} works?`],
];
/** A file has an ending, a folder a slash: "in Python" is neither. */
const IN = `(?: (?:in|inside|within|of|from)(?: the (?:file|folder))? ${QUOTE}(?<file>[\\w@.+~$/\\\\-]*(?:\\w\\.[A-Za-z]\\w{0,9}|\\w/))${QUOTE})?`;
const PATTERNS = FORMS.map(([to, form]) => ({ to, pattern: new RegExp(`^${form}${IN} ?[?.!]*$`, "iu") }));

/** Longer questions say more than one name. In UTF-16 units. */
const LENGTH_MAX = 300;

/** Undefined where words are to answer. */
export function readNamedRoute(words: string): NamedRoute | undefined {
  if (words.length > LENGTH_MAX) return undefined;
  for (const { to, pattern } of PATTERNS) {
    const { name, file } = pattern.exec(words)?.groups ?? {};
    if (name === undefined || PRONOUNS.has(name.toLowerCase())) continue;
    return { to, name: name.replace(/[.]+$/, ""), ...(file === undefined ? {} : { file: file.replaceAll("\\", "/") }) };
  }
  return undefined;
}

const PRONOUNS: ReadonlySet<string> = new Set(
  "it this that they them these those one code me us you him her what which who something anything everything things".split(
    " ",
  ),
);

const PATH = String.raw`(?:[A-Za-z]:)?[\w@.+~$()[\]\\/-]*[\w)\]-]\.[A-Za-z]\w{0,9}`;
const LINE = String.raw`(?::|#L|\(|,? (?:on |at )?line |:line )(?<line>\d{1,7})(?:[:,-]L?\d+)?\)?`;
const PLACES: readonly RegExp[] = [
  // The page of a file at a host of repositories; what of its branch stands in the path is passed over as other folders are.
  /^https?:\/\/[^/\s]+\/[^\s#?]*?\/(?:blob|blame|raw|edit|src)\/[^/\s#?]+\/(?<path>[^\s#?]+)(?:\?[^\s#]*)?(?:#(?:L|lines-)?(?<line>\d{1,7})?\S*)?$/,
  new RegExp(`^[\`'"]?(?:file://)?(?<path>${PATH})(?:${LINE})?[\`'"]?$`),
  new RegExp(`^line (?<line>\\d{1,7}) (?:of|in) [\`'"]?(?<path>${PATH})[\`'"]?$`, "i"),
  // A name without an ending: Makefile:2
  /^(?<path>(?:[\w@.+~-]{1,100}\/)*[A-Za-z][\w-]{0,100}):(?<line>\d{1,7})(?::\d+)?$/,
];
/** Among words, with a line. */
const PLACE_AMONG = new RegExp(
  String.raw`(?:^|[\s('"\x60[])(?<path>[\w@.+~$\\/-]*[\w-]\.[A-Za-z]\w{0,9})(?::|#L|\((?=\d+(?:,\d+)?\)))(?<line>\d{1,7})(?!\w)`,
);

/**
 * `src/app.ts`, `src/app.ts:42`, `app.py:3:7`, `src/app.ts#L42`, the same among words, and the address of a file's page. A name with a
 * dot is a place only with a line or a folder.
 */
export function readPlace(words: string): PlaceAsked | undefined {
  if (words.length > PLACE_LENGTH_MAX) return undefined;
  for (const form of [...PLACES, PLACE_AMONG]) {
    const { path, line } = form.exec(words)?.groups ?? {};
    if (path === undefined || (line === undefined && !/[\\/]/.test(words))) continue;
    return { path: path.replaceAll("\\", "/"), line: line === undefined ? undefined : Number(line) };
  }
  return undefined;
}

/** Of a line that a compiler or a logger wrote. In UTF-16 units. */
const PLACE_LENGTH_MAX = 1000;

/** The languages that have rules, and where their grammars lie. Data only: whoever touches the disk resolves it. */

export interface LanguageEntry {
  readonly id: string;
  /** With the dot, lower case. */
  readonly extensions: readonly string[];
  /** Whole names, for files that have no telling extension. */
  readonly filenames: readonly string[];
  /** Module path of the compiled grammar, resolved from this package; absent for languages read without a grammar. */
  readonly wasm?: string;
  /** Files beside this one which, joined, are the language's one query. */
  readonly queries: readonly string[];
  /** What a file may turn out to be where its text shows this: then that grammar is needed too. */
  readonly mayBe?: { readonly id: string; readonly where: RegExp };
}

const WASM = "@vscode/tree-sitter-wasm/wasm";

export const LANGUAGES: readonly LanguageEntry[] = [
  {
    id: "python",
    extensions: [".py", ".pyi", ".pyw"],
    filenames: ["SConstruct", "SConscript", "wscript"],
    wasm: `${WASM}/tree-sitter-python.wasm`,
    queries: ["python.scm"],
  },
  {
    id: "typescript",
    extensions: [".ts", ".mts", ".cts"],
    filenames: [],
    wasm: `${WASM}/tree-sitter-typescript.wasm`,
    queries: ["ecmascript.scm", "typescript.scm", "type-assertion.scm"],
  },
  {
    id: "tsx",
    extensions: [".tsx"],
    filenames: [],
    wasm: `${WASM}/tree-sitter-tsx.wasm`,
    queries: ["ecmascript.scm", "typescript.scm", "jsx.scm"],
  },
  {
    id: "javascript",
    extensions: [".js", ".jsx", ".mjs", ".cjs"],
    filenames: [],
    wasm: `${WASM}/tree-sitter-javascript.wasm`,
    queries: ["ecmascript.scm", "javascript.scm", "jsx.scm"],
  },
  {
    id: "go",
    extensions: [".go"],
    filenames: [],
    wasm: `${WASM}/tree-sitter-go.wasm`,
    queries: ["go.scm"],
  },
  {
    id: "java",
    extensions: [".java"],
    filenames: [],
    wasm: `${WASM}/tree-sitter-java.wasm`,
    queries: ["java.scm"],
  },
  {
    id: "c",
    extensions: [".c", ".h"],
    filenames: [],
    wasm: "tree-sitter-c/tree-sitter-c.wasm",
    queries: ["c.scm", "c-variadic.scm"],
    mayBe: {
      id: "cpp",
      where:
        /\b(?:namespace|template|class|typename|using|virtual|constexpr|public|private|protected)\b|NAMESPACE|::|<\w+>/,
    },
  },
  {
    id: "cpp",
    extensions: [".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".tcc"],
    filenames: [],
    wasm: `${WASM}/tree-sitter-cpp.wasm`,
    queries: ["c.scm", "cpp.scm"],
  },
  {
    id: "rust",
    extensions: [".rs"],
    filenames: [],
    wasm: `${WASM}/tree-sitter-rust.wasm`,
    queries: ["rust.scm"],
  },
  {
    id: "php",
    extensions: [".php", ".phtml", ".php5"],
    filenames: [],
    wasm: `${WASM}/tree-sitter-php.wasm`,
    queries: ["php.scm"],
  },
  {
    id: "lua",
    extensions: [".lua", ".rockspec"],
    filenames: [],
    wasm: "@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm",
    queries: ["lua.scm"],
  },
  {
    id: "csharp",
    extensions: [".cs", ".csx"],
    filenames: [],
    wasm: "tree-sitter-c-sharp/tree-sitter-c_sharp.wasm",
    queries: ["csharp.scm"],
  },
  {
    id: "ruby",
    extensions: [".rb", ".rake", ".gemspec", ".ru"],
    filenames: ["Rakefile", "Gemfile", "Guardfile", "Vagrantfile"],
    wasm: `${WASM}/tree-sitter-ruby.wasm`,
    queries: ["ruby.scm"],
  },
  {
    id: "kotlin",
    extensions: [".kt", ".kts"],
    filenames: [],
    wasm: "@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm",
    queries: ["kotlin.scm"],
  },
  {
    id: "scala",
    extensions: [".scala", ".sc"],
    filenames: [],
    wasm: "tree-sitter-scala/tree-sitter-scala.wasm",
    queries: ["scala.scm"],
  },
  {
    id: "bash",
    extensions: [".sh", ".bash", ".bats", ".ksh"],
    filenames: [".bashrc", ".bash_profile", ".profile"],
    wasm: `${WASM}/tree-sitter-bash.wasm`,
    queries: ["bash.scm"],
  },
  { id: "markdown", extensions: [".md", ".markdown", ".mdx"], filenames: [], queries: [] },
];

/** The module path of the parser's own WebAssembly, for `createParser({ core })`. */
export const CORE_WASM = "web-tree-sitter/web-tree-sitter.wasm";

const BY_EXTENSION = new Map(LANGUAGES.flatMap(({ id, extensions }) => extensions.map((each) => [each, id] as const)));
const BY_FILENAME = new Map(LANGUAGES.flatMap(({ id, filenames }) => filenames.map((each) => [each, id] as const)));

/** The language of a file by its name; undefined if no rules read it. */
export function languageOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return BY_FILENAME.get(name) ?? (dot < 0 ? undefined : BY_EXTENSION.get(name.slice(dot).toLowerCase()));
}

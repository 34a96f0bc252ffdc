import type { Base, Definition, Expression, Modifier, TypeExpression } from "../facts.ts";
import type { Visibility } from "../model.ts";
/**
 * What the matches of one file's query are gathered into, before anything is nested or named.
 * Everything is keyed by tree-sitter's node ids, so matches may come in any order and no tree is walked.
 */
import type { DraftExport, DraftImport, DraftImportName, DraftOuterName } from "./draft-imports.ts";
export type { DraftImport } from "./draft-imports.ts";
import type { DraftImplied, DraftMark } from "./marks.ts";
import type { Part } from "./parts.ts";
import type { Piece } from "./pieces.ts";

export interface DraftDefinition {
  readonly id: number;
  kind: Definition["kind"];
  name: string;
  /** 0 where no node is the name. */
  nameId: number;
  nameStart: number;
  start: number;
  end: number;
  bodyStart: number;
  /** Id of the body node, where a docstring is looked up; 0 for none. */
  bodyId: number;
  /** Where the signature ends: at the body, or before a value that is long. */
  headEnd: number;
  /** Ids: the node that lists parameters, and the pieces of types and value. */
  parameters: number;
  typeParameters: number;
  returns: number;
  moreReturns: readonly number[];
  type: number;
  value: number;
  /** What is taken of the value, as of a bound name's. */
  valuePath: readonly Part[];
  /** Ids of what its own return statements give; of a generator, of what it yields. */
  readonly returned: number[];
  /** Ids of its call signatures. */
  readonly signatures: number[];
  readonly modifiers: Modifier[];
  /** Kinds of the nodes around it, innermost first. */
  readonly wrappers: string[];
  readonly bases: DraftBase[];
  readonly decorators: DraftDecorator[];
  visibility: Visibility | undefined;
  exported: boolean;
  doc: string | undefined;
  /** Belongs to the definition around its direct container: a field declared by a constructor's parameter. */
  lifted: boolean;
  /** Dotted path from file level of the definition it is a member of, though it stands elsewhere: `Foo.prototype.bar = …`. */
  within: string;
  receiver: { readonly type: number; readonly name: string } | undefined;
  /** Set while building. */
  parent: DraftDefinition | undefined;
  index: number;
  depth: number;
}

export interface DraftBase {
  readonly kind: Base["kind"];
  readonly type: number;
  readonly start: number;
}

export interface DraftDecorator {
  readonly target: number;
  readonly start: number;
  readonly end: number;
}

/** A region that binds names; `owner` is the node id of the function or class it is the body of, 0 for a block. */
export interface DraftScope {
  readonly start: number;
  readonly end: number;
  readonly owner: number;
  /** Id of the node that makes it, to tell bodies from other blocks. */
  readonly node: number;
  /** Id of the parameter list of a function, bound here when the function is no definition. */
  readonly parameters: number;
  /** Names bound here, parameters included. */
  readonly names: Set<string>;
  /** Set while building. */
  parent: DraftScope | undefined;
  depth: number;
  index: number;
}

/** Something is assigned to a target: a name, `self.x`, or a pattern of them. */
export interface DraftTarget {
  readonly target: number;
  readonly type: number;
  readonly value: number;
  readonly start: number;
  readonly end: number;
  /** Where the value begins, `end` if there is none. */
  readonly valueStart: number;
  /** The target takes the elements of the value one by one. */
  readonly element: boolean;
  /** Bound in the innermost block, in the innermost function, or wherever the name is already bound. */
  scoping: "block" | "function" | "existing";
  /** A declaration that defines a constant or variable at file, module or class level; undefined for mere assignments. */
  declares: "Constant" | "Variable" | undefined;
  /** The declaring node, for wrappers such as `export`. */
  readonly node: number;
  /** The target is read as well: `n += 1`. */
  readonly isUse?: true;
  /** Where the names begin to be visible, if that is not where they stand. */
  readonly visibleFrom?: number;
}

/** A name given to a value; `node` is the declaring node. */
export interface NamedValue {
  readonly kind: DraftDefinition["kind"];
  readonly name: string;
  readonly nameStart: number;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  readonly value: number;
  readonly node: number;
}

/** A function expression or method, by node id. */
export interface DraftFunction {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly parameters: number;
  readonly returns: number;
  readonly bodyStart: number;
  readonly bodyId: number;
}

/** A node around a declaration: `export`, decorators, `const … ;`. */
export interface DraftWrapper {
  readonly id: number;
  readonly start: number;
  readonly kind: string;
  /** False for the second of `const a = 1, b = 2`: it starts at its own name. */
  readonly isFirst: boolean;
}

export interface Draft {
  readonly text: string;
  readonly pieces: Map<number, Piece>;
  /** Children in order: parameters, pattern elements, type arguments, union members. */
  readonly lists: Map<number, number[]>;
  /** By node id. */
  readonly definitions: Map<number, DraftDefinition>;
  readonly scopes: DraftScope[];
  readonly functions: Map<number, DraftFunction>;
  /** By the id of what is assigned to. */
  readonly targets: Map<number, DraftTarget>;
  /** By the id of the type that names them. */
  readonly bases: Map<number, DraftBase[]>;
  readonly imports: DraftImport[];
  readonly exports: DraftExport[];
  readonly decorators: DraftDecorator[];
  /** By the id of the node inside. */
  readonly wrappers: Map<number, DraftWrapper>;
  readonly wrapperIds: Set<number>;
  /** Ids of pieces that are declarations, not uses. */
  readonly claims: number[];
  /** Docstrings by the id of the body that holds them. */
  readonly docs: Map<number, string>;
  /** Offsets [start, end, …]. */
  readonly comments: number[];
  /** Ranges [start, end, …] of tokens that no grammar has read: their names are no uses. */
  readonly tokenRanges: number[];
  /** Ranges [start, end, …] in which names are types, outermost ones in order. */
  readonly typeRanges: number[];
  /** A modifier found inside a body: it belongs to the innermost function around the offset. */
  readonly innerModifiers: { readonly start: number; readonly modifier: Modifier }[];
  /** A value that the innermost function around the offset gives one by one. */
  readonly yielded: { readonly start: number; readonly value: number }[];
  /** A value that the innermost function around the offset returns. */
  readonly returned: { readonly start: number; readonly value: number }[];
  /** Types that functions without a name are expected to have, by their id. */
  readonly expected: Map<number, number>;
  /** A call signature, of the innermost definition around. */
  readonly signatures: { readonly start: number; readonly id: number }[];
  /** `global x`, `nonlocal x`: where assignments in the innermost function around `start` bind. */
  readonly outerNames: DraftOuterName[];
  /** Module specifiers by the id of the import statement, and the names that such statements import. */
  readonly modules: Map<number, { readonly module: string; readonly typeOnly: boolean }>;
  readonly importNames: DraftImportName[];
  /** `require("m")` and `import("m")`: the module by the id of the call. */
  readonly moduleCalls: Map<number, string>;
  /** Function and class expressions that carry a name themselves, by their id. */
  readonly ownNames: Map<number, { readonly name: string; readonly start: number; readonly nameId: number }>;
  /** Values that a key names. */
  readonly namedValues: NamedValue[];
  /** Types that the tree does not hold, such as quoted ones, by piece id. */
  readonly writtenTypes: Map<number, TypeExpression>;
  /** Uses that are no piece of their own. */
  readonly extraSites: DraftSite[];
  /** Calls that give a member of something, by their id, or what a name means (0): `getattr(x, "name")`. */
  readonly givenMembers: Map<number, { readonly of: number; readonly name: string }>;
  /** Calls that the language makes without the source naming them. */
  readonly implied: DraftImplied[];
  /** Words that say something of the members after them (`public:`), by the id of the body they stand in. */
  readonly labels: Map<number, { readonly start: number; readonly word: string }[]>;
  /** What a language notes while matches come in, for its own `finish`. */
  readonly marks: DraftMark[];
  /** Names of definitions that get members by assigning to them: `Box.last = …`. */
  holders: ReadonlySet<string>;
  packageName: string;
  /** What the file lists as its public names; undefined if it has no such list. */
  publicNames: ReadonlySet<string> | undefined;
  /** Nodes that were asked what stands around them and have not ended yet (`parentOf`). */
  readonly asking: { readonly id: number; readonly end: number }[];
}

export interface DraftSite {
  readonly kind: "call" | "new" | "reference" | "type" | "decorator";
  readonly start: number;
  readonly target: Expression;
  readonly argumentCount: number;
}

export function createDraft(text: string): Draft {
  return {
    text,
    pieces: new Map(),
    lists: new Map(),
    definitions: new Map(),
    scopes: [],
    functions: new Map(),
    targets: new Map(),
    bases: new Map(),
    imports: [],
    exports: [],
    decorators: [],
    wrappers: new Map(),
    wrapperIds: new Set(),
    claims: [],
    docs: new Map(),
    comments: [],
    tokenRanges: [],
    typeRanges: [],
    innerModifiers: [],
    yielded: [],
    returned: [],
    expected: new Map(),
    signatures: [],
    outerNames: [],
    modules: new Map(),
    importNames: [],
    moduleCalls: new Map(),
    ownNames: new Map(),
    namedValues: [],
    writtenTypes: new Map(),
    extraSites: [],
    implied: [],
    givenMembers: new Map(),
    labels: new Map(),
    marks: [],
    holders: new Set(),
    packageName: "",
    publicNames: undefined,
    asking: [],
  };
}

export function emptyDefinition(kind: DraftDefinition["kind"], id: number): DraftDefinition {
  return {
    id,
    kind,
    name: "",
    nameId: 0,
    nameStart: 0,
    start: 0,
    end: 0,
    bodyStart: 0,
    bodyId: 0,
    headEnd: 0,
    parameters: 0,
    typeParameters: 0,
    returns: 0,
    moreReturns: [],
    type: 0,
    value: 0,
    valuePath: [],
    returned: [],
    signatures: [],
    modifiers: [],
    wrappers: [],
    bases: [],
    decorators: [],
    visibility: undefined,
    exported: false,
    doc: undefined,
    lifted: false,
    within: "",
    receiver: undefined,
    parent: undefined,
    index: -1,
    depth: 0,
  };
}

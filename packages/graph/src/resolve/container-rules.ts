/** What languages and their libraries do with what containers hold. */

/**
 * `element` is any that is held, `same` a container of all, `pairs` a list of each with its key or number before it,
 * `paired` a container of what comes last in pairs, `itself` what is given,
 * `extended` the same with the members that the second argument describes.
 */
export type Handing = "element" | "same" | "pairs" | "paired" | "itself" | "extended";

export interface ContainerRules {
  /** `o.k` is `o["k"]`: what a literal with keys makes has no other members but those of all objects. */
  readonly keysAreMembers?: true;
  /** The member of a type or function whose members are those of its instances. */
  readonly prototypeMember?: string;
  /** Outside types over whose keys a loop goes, and those over whose entries it goes. */
  readonly loopsOverKeys?: ReadonlySet<string>;
  readonly loopsOverEntries?: ReadonlySet<string>;
  /** What a list of values is, and one of them with what belongs to it. */
  readonly list: string;
  readonly pair: string;
  readonly generator: string;
  /** Library functions, those of packages with the package before them, by what becomes of what their first argument holds. */
  readonly functions: ReadonlyMap<string, Handing>;
  /** Members of containers, by what becomes of what these hold. */
  readonly members: ReadonlyMap<string, Handing>;
}

function handings(rows: Readonly<Record<Handing, string>>): ReadonlyMap<string, Handing> {
  const all = new Map<string, Handing>();
  for (const how of ["element", "same", "pairs", "paired", "itself", "extended"] as const) {
    for (const name of rows[how].split(" ")) if (name !== "") all.set(name, how);
  }
  return all;
}

export const PYTHON_CONTAINERS: ContainerRules = {
  loopsOverKeys: new Set(["dict", "Dict", "defaultdict", "OrderedDict", "Mapping", "MutableMapping"]),
  list: "list",
  pair: "tuple",
  generator: "generator",
  functions: handings({
    element: "next min max",
    same: "list tuple set frozenset sorted reversed iter collections.deque",
    pairs: "enumerate",
    paired: "",
    itself: "",
    extended: "",
  }),
  members: handings({ element: "", same: "values", pairs: "items", paired: "", itself: "", extended: "" }),
};

export const SCRIPT_CONTAINERS: ContainerRules = {
  keysAreMembers: true,
  prototypeMember: "prototype",
  loopsOverEntries: new Set(["Map"]),
  list: "Array",
  pair: "Array",
  generator: "Generator",
  functions: handings({
    element: "",
    same: "Object.values Array.from Set Array",
    pairs: "Object.entries",
    paired: "Map WeakMap Object.fromEntries",
    itself: "Object.freeze Object.getPrototypeOf Object.preventExtensions Object.seal",
    extended: "Object.create Object.defineProperty Object.defineProperties",
  }),
  members: handings({ element: "", same: "values", pairs: "entries", paired: "", itself: "", extended: "" }),
};

/** How a candidate is called and where it stands, against the words of a question. */
import { identifiersOf, splitIdentifier, splitWords } from "./split-words.ts";
import type { UnitRow } from "./unit-store.ts";

export interface PlaceMatch {
  /** 1 if the name begins with a word asked for: "returns the duration" and `return_duration`, "load" and `loadAll`. */
  readonly first_word: number;
  /** Share of the words of the file's name that are asked for. */
  readonly stem_share: number;
  /** The same of its folders' names. */
  readonly folder_share: number;
  /** 1 for what makes an instance: it is seldom what is sought, though it says all the words of its class. */
  readonly constructs: number;
  /** Parts of the path. */
  readonly depth: number;
}

type PathMatch = Pick<PlaceMatch, "stem_share" | "folder_share" | "depth">;

const CONSTRUCTORS: ReadonlySet<string> = new Set(["constructor", "__init__", "__construct", "new", "New"]);

/** Many candidates share a file and more a folder, so what was found of one is kept for the next. */
export class PlaceMatcher {
  readonly #terms: ReadonlySet<string>;
  readonly #shares = new Map<string, number>();
  readonly #paths = new Map<string, PathMatch>();

  constructor(terms: ReadonlySet<string>) {
    this.#terms = terms;
  }

  match({ name, qualifiedName, path }: Pick<UnitRow, "name" | "qualifiedName" | "path">): PlaceMatch {
    const [first] = splitIdentifier(identifiersOf(name)[0] ?? "");
    const { stem_share, folder_share, depth } = this.#matchPath(path);
    return {
      first_word: first !== undefined && this.#terms.has(first) ? 1 : 0,
      stem_share,
      folder_share,
      constructs: CONSTRUCTORS.has(name) || qualifiedName.split(".").at(-2) === name ? 1 : 0,
      depth,
    };
  }

  #matchPath(path: string): PathMatch {
    let match = this.#paths.get(path);
    if (match === undefined) {
      const cut = path.lastIndexOf("/");
      match = {
        stem_share: this.#shareOf(path.slice(cut + 1).replace(/\..*$/, "")),
        folder_share: cut < 0 ? 0 : this.#shareOf(path.slice(0, cut)),
        depth: path.split("/").length,
      };
      this.#paths.set(path, match);
    }
    return match;
  }

  #shareOf(text: string): number {
    const known = this.#shares.get(text);
    if (known !== undefined) return known;
    const words = new Set(splitWords(text));
    let asked = 0;
    for (const word of words) if (this.#terms.has(word)) asked += 1;
    const share = words.size === 0 ? 0 : asked / words.size;
    this.#shares.set(text, share);
    return share;
  }
}

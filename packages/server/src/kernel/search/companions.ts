/**
 * Files that go together by their names: a source and its tests, a header and what implements it. What the question finds in the one
 * speaks for the other; tests say what something does in the words of those who ask about it.
 */
import { plainName } from "./split-words.ts";
import { UNIT_FLAGS } from "./unit-flags.ts";
import type { UnitRow } from "./unit-store.ts";

export interface CompanionScores {
  /** Of the tests of this file that fit best; 0 for a test itself. */
  readonly tested: number;
  /** Of any other file of the same name that fits best. */
  readonly companion: number;
}

type Placed = Pick<UnitRow, "path" | "flags" | "fileUnitId">;

interface Found {
  readonly file: number;
  readonly score: number;
}

/** Of one name, as far as it was seen. */
interface Group {
  best: Found;
  second: Found;
  test: number;
}

const NONE: Found = { file: -1, score: 0 };
const ENDS_OF_TESTS = /^tests?|(?:tests?|specs?|testcase)$/g;

/** Knows the files of the candidates alone: what fits well has a unit among them. */
export class Companions {
  readonly #groups = new Map<string, Group>();
  readonly #keys = new Map<string, string>();

  constructor(rows: readonly Placed[], scoreOf: (fileUnitId: number) => number) {
    const seen = new Set<number>();
    for (const row of rows) {
      if (seen.has(row.fileUnitId)) continue;
      seen.add(row.fileUnitId);
      this.#add(row, scoreOf(row.fileUnitId));
    }
  }

  #add({ path, flags, fileUnitId: file }: Placed, score: number): void {
    const key = this.#keyOf(path);
    if (key === "") return;
    let group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, (group = { best: NONE, second: NONE, test: 0 }));
    if ((flags & UNIT_FLAGS.test) !== 0) group.test = Math.max(group.test, score);
    if (score > group.best.score) [group.best, group.second] = [{ file, score }, group.best];
    else if (score > group.second.score) group.second = { file, score };
  }

  of({ path, flags, fileUnitId }: Placed): CompanionScores {
    const group = this.#groups.get(this.#keyOf(path));
    if (group === undefined) return { tested: 0, companion: 0 };
    const other = group.best.file === fileUnitId ? group.second : group.best;
    return { tested: (flags & UNIT_FLAGS.test) === 0 ? group.test : 0, companion: other.score };
  }

  /** What a file is about by its name: `http_client`, `HttpClientTest` and `http-client.spec` are one. */
  #keyOf(path: string): string {
    let key = this.#keys.get(path);
    if (key === undefined) {
      const stem = path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, "");
      this.#keys.set(path, (key = plainName(stem).replaceAll(ENDS_OF_TESTS, "")));
    }
    return key;
  }
}

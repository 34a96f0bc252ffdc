/** Lines of `aether export`. */
interface Row {
  readonly type: "node" | "edge";
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly to: string;
}

interface Candidate {
  readonly id: string;
  readonly words: readonly string[];
  readonly isTest: boolean;
}

const WORDS = /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+/gu;

/**
 * A query that fits a repository: the words of its most called function. One whose name has several words is preferred,
 * and one outside of tests before that; undefined where nothing is defined that can be called.
 */
export async function pickQuery(lines: AsyncIterable<string>): Promise<string | undefined> {
  const calls = new Map<string, number>();
  const candidates: Candidate[] = [];
  for await (const line of lines) {
    const row: Row = JSON.parse(line);
    if (row.type === "edge" && row.kind === "CALLS") calls.set(row.to, (calls.get(row.to) ?? 0) + 1);
    if (row.type !== "node" || (row.kind !== "Function" && row.kind !== "Method") || row.file === "") continue;
    const words = (row.name.match(WORDS) ?? []).map((word) => word.toLowerCase());
    if (words.length > 0) candidates.push({ id: row.id, words, isTest: /test|spec/i.test(row.file) });
  }
  const worth = ({ id, words, isTest }: Candidate): number[] => [
    isTest ? 0 : 1,
    words.length > 1 ? 1 : 0,
    calls.get(id) ?? 0,
  ];
  return candidates.toSorted((a, b) => compareLists(worth(b), worth(a)))[0]?.words.join(" ");
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

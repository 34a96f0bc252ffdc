import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const FILES = 100;
const CALLS = 300;
/** Of this thread's CPU, so that a busy machine changes nothing: resolving the tree takes twice as much or more. */
const SLICE_MS = 200;

/** Little to store and much to resolve: 30,000 calls that make some 1,000 edges. */
function callingTree(): Record<string, string> {
  const file = (at: number): [string, string] => {
    const [next, last] = [(at + 1) % FILES, (at + FILES - 1) % FILES];
    const call = `  new Box${next}().open${next}(box${last}).made${last}();`;
    const text = `import { Box${next} } from "./f${next}";
import { box${last} } from "./f${last}";
export class Box${at} {
  open${at}(box) { return box; }
  made${at}(): Box${at} { return this; }
}
export const box${at} = new Box${at}();
export function use${at}() {
${`${call}\n`.repeat(CALLS)}
}
`;
    return [`src/f${at}.ts`, text];
  };
  return Object.fromEntries(Array.from({ length: FILES }, (_, at) => file(at)));
}

/** The most CPU that this thread spent without letting the event loop turn, in ms. Stops when `until` settles. */
async function longestSlice(until: Promise<unknown>): Promise<number> {
  const spent = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = spent();
  let longest = 0;
  const timer = setInterval(() => {
    const now = spent();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await until;
  clearInterval(timer);
  return longest;
}

describe.each(ENGINES)("while a tree is indexed, on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
  }, 120_000);
  afterAll(() => aether.close());

  test("the event loop turns at all times, and searches of the old snapshot are answered", async () => {
    using folder = temporaryFolder(callingTree());
    const tenant = await aether.tenant();
    await tenant.index(folder.path, { name: "calls" });
    folder.write("src/f7.ts", "export function renamed() {}\n");
    const over = new AbortController();
    const indexing = tenant.index(folder.path, { name: "calls" }).finally(() => over.abort());
    const searching = (async () => {
      const found: number[] = [];
      while (!over.signal.aborted) found.push((await tenant.call("search", { query: "use8", limit: 1 })).hits.length);
      return found;
    })();
    expect(await longestSlice(indexing)).toBeLessThan(SLICE_MS);
    expect(await indexing).toMatchObject({ state: "succeeded", result: { changed: 1, parsed: 1 } });
    expect(new Set(await searching)).toEqual(new Set([1]));
  }, 120_000);
});

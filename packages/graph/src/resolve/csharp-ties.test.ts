import { describe, expect, test } from "vitest";

import { graphOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

/** The declarations that a call reaches, by their line among those that are given. */
async function chosen(call: string, declarations: readonly string[]): Promise<readonly number[]> {
  const head =
    "using System; using System.Collections.Generic; using System.Threading;\nclass Item {} class Part : Item {}\n";
  const caller = `class A { void M(B b, Part part, CancellationTokenSource source, Dictionary<string, string> map) { ${call}; }\n  void Named(string text) {} }\n`;
  const graph = await graphOf(parser, {
    "A.cs": head + caller,
    "B.cs": `${head}class B {\n${declarations.join("\n")}\n}\n`,
  });
  const lines = new Map(
    graph.files.flatMap(({ nodes }) => nodes.map(({ id, file, startLine }) => [id, file === "B.cs" ? startLine : 0])),
  );
  const targets = graph.files[0]?.edges.filter(({ kind, to }) => kind === "CALLS" && (lines.get(to) ?? 0) > 0) ?? [];
  return targets.map(({ to }) => (lines.get(to) ?? 0) - 3).toSorted((a, b) => a - b);
}

describe("functions that fit alike", () => {
  test("type arguments that are written out are those of the function that is meant", async () => {
    const both = [
      "public void Get(string key) {}",
      "public void Get<T>(string key) {}",
      "public void Get<T, U>(string key) {}",
    ];
    expect(await chosen('b.Get("a")', both)).toEqual([1]);
    expect(await chosen('b.Get<int>("a")', both)).toEqual([2]);
    expect(await chosen('b.Get<int, string>("a")', both)).toEqual([3]);
  });

  test("a type parameter that only a lambda takes cannot be told, one that it gives can", async () => {
    const taking = ["public void Add(Action<Item> set) {}", "public void Add<T>(Action<List<T>> set) {}"];
    expect(await chosen("b.Add(x => { x.Set(); })", taking)).toEqual([1]);
    const giving = ["public void Run(Action work) {}", "public void Run<T>(Func<T> work) {}"];
    expect(await chosen("b.Run(() => 1)", giving)).toEqual([2]);
    expect(await chosen("b.Run(() => { })", giving)).toEqual([1]);
  });

  test("no parameter left out is better, if the types of the arguments are known", async () => {
    const both = [
      "public void Wait(CancellationToken token, int times = 1) {}",
      "public void Wait(CancellationToken token) {}",
    ];
    expect(await chosen("b.Wait(CancellationToken.None)", both)).toEqual([2]);
    expect(await chosen("b.Wait(Unknown())", both)).toEqual([]);
  });

  test("constants of library types are of that type, and a source gives tokens", async () => {
    const both = [
      "public void Wait(TimeSpan time) {}",
      "public void Wait(Item item) {}",
      "public void Wait(CancellationToken token) {}",
    ];
    expect(await chosen("b.Wait(TimeSpan.Zero)", both)).toEqual([1]);
    expect(await chosen("b.Wait(source.Token)", both)).toEqual([3]);
  });

  test("a method that is passed by its name fits a delegate with as many parameters", async () => {
    const both = [
      "public void On(Item item) {}",
      "public void On(Func<string, int> give) {}",
      "public void On(Action<string> take) {}",
      "public void On(Action take) {}",
    ];
    expect(await chosen("b.On(Named)", both)).toEqual([3]);
  });

  test("what could be passed to each of the others is meant, but not where an argument is unknown", async () => {
    const both = [
      "public void Put(IEnumerable<KeyValuePair<string, string>> all) {}",
      "public void Put(IReadOnlyDictionary<string, string> map) {}",
    ];
    expect(await chosen("b.Put(map)", both)).toEqual([2]);
    expect(await chosen("b.Put(Unknown())", both)).toEqual([]);
  });

  test("what is private is called from within its type alone", async () => {
    const both = [
      "public void Put(IEnumerable<KeyValuePair<string, string>> all) {}",
      "private void Put(IReadOnlyDictionary<string, string> map) {}",
    ];
    expect(await chosen("b.Put(map)", both)).toEqual([1]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import type { Embedder } from "../../packages/server/src/kernel/models/index.ts";
import {
  hashText,
  killUnits,
  search,
  type SearchRequest,
  type SearchResult,
  storeVectors,
  UNIT_FLAGS,
} from "../../packages/server/src/kernel/search/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { addTrack, embed, embedderForTests, file, index, newTrack, type TestTrack } from "./units.ts";

describe.each(ENGINES)("search on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  async function find(
    track: TestTrack,
    words: string,
    rest: Partial<SearchRequest> & { readonly number?: number } = {},
  ): Promise<string[]> {
    const at = [{ trackId: track.trackId, number: rest.number ?? 1 }];
    const { units } = await search(track.tenant, { words, at, limit: 10, ...rest });
    return units.map(({ path, kind, name }) => (kind === "File" ? path : `${path}:${name}`));
  }

  const SHOP = [
    file("src/cart.ts", ["addToCart", { name: "totalOfCart", comment: "Sums the prices up, taxes included." }]),
    file("src/tax.ts", [{ name: "taxRate", body: "return rates.get(country)" }, "roundCents"]),
    file("src/user.ts", ["loginUser", "logoutUser", { name: "User", kind: "Class", header: "class User" }]),
  ];

  test("words find definitions by name, body and comment, whatever the case style", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, SHOP);
    expect((await find(track, "total_of_cart"))[0]).toBe("src/cart.ts:totalOfCart");
    expect((await find(track, "prices"))[0]).toBe("src/cart.ts:totalOfCart");
    expect((await find(track, "which rates has a country?"))[0]).toBe("src/tax.ts:taxRate");
    expect(await find(track, "zebra")).toEqual([]);
  });

  test("synonyms find what says the same otherwise, behind what has the very word", async () => {
    const track = await newTrack(database.db);
    const files = [
      ["src/a.ts", "readCfg"],
      ["src/b.ts", "readConfig"],
      ["src/c.ts", "readTable"],
    ].map(([path = "", name = ""]) => file(path, [name]));
    // A synonym that is rarer than the word itself is not worth more for that.
    const common = Array.from({ length: 30 }, (_, at) =>
      file(`lib/${at}.ts`, [{ name: `other${at}`, body: "config" }]),
    );
    await index(track, 1, [...files, ...common]);
    expect((await find(track, "read config")).slice(0, 2)).toEqual(["src/b.ts:readConfig", "src/a.ts:readCfg"]);
    expect((await find(track, "read cfg")).slice(0, 2)).toEqual(["src/a.ts:readCfg", "src/b.ts:readConfig"]);
    expect(await find(track, "read the configuration")).toEqual(
      expect.arrayContaining(["src/b.ts:readConfig", "src/a.ts:readCfg"]),
    );
    const at = [{ trackId: track.trackId, number: 1 }];
    const { plan } = await search(track.tenant, { words: "read cfg", at, limit: 5 });
    expect(plan?.terms).toContainEqual({
      term: "config",
      weight: 0.25,
      from: "synonym",
      of: "cfg",
      units: expect.any(Number),
    });
    expect(plan?.terms.map(({ term }) => term)).not.toContain("configur");
  });

  test("words that make up a name, stop words among them, find that before what the last of them is called", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, [
      file("src/db.ts", ["forTenant"]),
      file("src/two.ts", ["tenant", "hasTenant"]),
      file("src/three.ts", ["tenant", { name: "open", body: "for tenant" }]),
    ]);
    expect((await find(track, "for tenant"))[0]).toBe("src/db.ts:forTenant");
    expect((await find(track, "has tenant"))[0]).toBe("src/two.ts:hasTenant");
    expect((await find(track, "where is the tenant"))[0]).toMatch(/:tenant$/);
  });

  test.each(["usr", "usr login", "usr zebra"])(
    "of a word that stands nowhere the one that stands for it is no more: %s",
    async (words) => {
      const track = await newTrack(database.db);
      await index(track, 1, [
        file("src/user.ts", ["authenticateUser", "loginUser"]),
        file("vendor/user.ts", ["authenticateUser", "loginUser"], { flags: UNIT_FLAGS.vendored }),
        ...Array.from({ length: 20 }, (_, at) => file(`src/${at}.ts`, [`other${at}`])),
      ]);
      const at = [{ trackId: track.trackId, number: 1 }];
      const { units } = await search(track.tenant, { words, at, limit: 10 });
      expect(units.length).toBeGreaterThan(3);
      for (const { score } of units) expect(Math.abs(score)).toBeLessThan(200);
      expect(units[0]?.path).toBe("src/user.ts");
    },
  );

  test("a hit says where it is and what made its score", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, SHOP);
    const at = [{ trackId: track.trackId, number: 1 }];
    const { units, words } = await search(track.tenant, { words: "Where is taxRate?", at, limit: 1 });
    expect(words).toEqual(["taxrate"]);
    expect(units[0]).toMatchObject({
      trackId: track.trackId,
      nodeId: "0000000000000001",
      path: "src/tax.ts",
      kind: "Function",
      name: "taxRate",
      startLine: 1,
      endLine: 9,
      language: "typescript",
    });
    const sum = Object.values(units[0]?.parts ?? {}).reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(units[0]?.score ?? 0, 6);
    expect(units[0]?.parts).toHaveProperty("name_share");
  });

  test("a neighbour with the same text, or a thousand times as much, does not move a score", async () => {
    const ours = await newTrack(database.db);
    await index(ours, 1, SHOP);
    const at = [{ trackId: ours.trackId, number: 1 }];
    const before = await search(ours.tenant, { words: "tax of the cart", at, limit: 10 });
    const theirs = await newTrack(database.db);
    await index(theirs, 1, [...SHOP, ...Array.from({ length: 300 }, (_, at) => file(`t${at}.ts`, ["taxOfCart", "x"]))]);
    const after = await search(ours.tenant, { words: "tax of the cart", at, limit: 10 });
    expect(after).toEqual(before);
    expect(after.units.length).toBeGreaterThan(0);
  });

  test("a tenant that names another's track finds nothing", async () => {
    const theirs = await newTrack(database.db);
    await index(theirs, 1, SHOP);
    const other = await newTrack(database.db);
    expect(await find({ ...other, trackId: theirs.trackId }, "cart")).toEqual([]);
  });

  test("each snapshot shows its own units, also those that died later", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, SHOP);
    const { tenant, trackId } = track;
    expect(await tenant.write((tx) => killUnits(tx, { trackId, died: 2, paths: ["src/tax.ts"] }))).toBe(3);
    await index(track, 2, [file("src/tax.ts", ["vatRate"])]);
    expect(await find(track, "rate", { number: 1 })).toContain("src/tax.ts:taxRate");
    expect(await find(track, "rate", { number: 1 })).not.toContain("src/tax.ts:vatRate");
    const now = await find(track, "rate", { number: 2 });
    expect(now).toContain("src/tax.ts:vatRate");
    expect(now).not.toContain("src/tax.ts:taxRate");
  });

  test("units that died take nobody's place in the answer", async () => {
    const track = await newTrack(database.db);
    const many = Array.from({ length: 60 }, (_, at) =>
      file(
        `src/old${at}.ts`,
        Array.from({ length: 20 }, () => "cart"),
      ),
    );
    await index(track, 1, [...many, file("src/alive.ts", [{ name: "other", body: "cart" }])]);
    const paths = many.map(({ path }) => path);
    await track.tenant.write((tx) => killUnits(tx, { trackId: track.trackId, died: 2, paths }));
    expect(await find(track, "cart", { number: 2 })).toContain("src/alive.ts:other");
  });

  test("filters work before the limit", async () => {
    const track = await newTrack(database.db);
    const many = Array.from({ length: 60 }, (_, at) =>
      file(
        `src/a${at}.ts`,
        Array.from({ length: 20 }, () => "cart"),
      ),
    );
    const python = file("lib/shop.py", [{ name: "other", body: "cart" }], { language: "python" });
    await index(track, 1, [...many, python, file("lib/types.ts", [{ name: "Cart", kind: "Class" }])]);
    const only = (filters: SearchRequest["filters"]): Promise<string[]> =>
      find(track, "cart", { filters: filters ?? {} });
    expect(await only({ languages: ["python"] })).toEqual(["lib/shop.py:other"]);
    expect(await only({ kinds: ["class"] })).toEqual(["lib/types.ts:Cart"]);
    expect(await only({ paths: ["lib/*.py"] })).toEqual(["lib/shop.py:other"]);
    expect(await only({ paths: ["*.py"] })).toEqual(["lib/shop.py:other"]);
    expect(await only({ paths: ["types"] })).toContain("lib/types.ts:Cart");
    expect(await only({ symbols: ["CART"], paths: ["lib/**"] })).toEqual(["lib/types.ts:Cart"]);
    expect(await only({ languages: ["cobol"] })).toEqual([]);
  });

  test("a symbol alone is found without further words", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, SHOP);
    expect(await find(track, "", { filters: { symbols: ["roundcents"] } })).toEqual(["src/tax.ts:roundCents"]);
  });

  // What uses a name says it more often than what bears it; kinds and tests are told apart by their places.
  const NAMES = [
    file("lib/models.ts", [
      { name: "BaseModel", kind: "Class", header: "class BaseModel extends Root", qualifiedName: "BaseModel" },
      { name: "validate", kind: "Method", qualifiedName: "BaseModel.validate" },
      { name: "validate", kind: "Method", qualifiedName: "Root.validate", body: "base model validate base model" },
      { name: "run", kind: "Function" },
    ]),
    file(
      "lib/use.ts",
      Array.from({ length: 400 }, (_, at) => ({
        name: `makeBaseModel${at}`,
        body: "base model BaseModel models run validate models.ts run",
        comment: "Runs the base model of all models.",
      })),
    ),
    file("test/models.test.ts", [{ name: "run", kind: "Function" }], { flags: UNIT_FLAGS.test }),
  ];

  test.each<[string, string]>([
    ["BaseModel", "lib/models.ts:BaseModel"],
    ["basemodel", "lib/models.ts:BaseModel"],
    ["base_model", "lib/models.ts:BaseModel"],
    ["base model", "lib/models.ts:BaseModel"],
    ["where is BaseModel defined?", "lib/models.ts:BaseModel"],
    ["class BaseModel", "lib/models.ts:BaseModel"],
    ["how is a BaseModel made and run", "lib/models.ts:BaseModel"],
    ["lib.models.BaseModel", "lib/models.ts:BaseModel"],
    ["run", "lib/models.ts:run"],
    ["models.ts", "lib/models.ts"],
    ["lib/models.ts", "lib/models.ts"],
  ])("%s, a name among hundreds of uses, brings what bears it first", async (words, first) => {
    const track = await newTrack(database.db);
    await index(track, 1, NAMES);
    expect((await find(track, words))[0]).toBe(first);
    expect((await find(track, words, { embedder: embedderForTests() }))[0]).toBe(first);
  });

  test("a qualified name tells one method from another of the same name", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, NAMES);
    const at = [{ trackId: track.trackId, number: 1 }];
    for (const words of ["BaseModel.validate", "Root.validate", "root#validate()", "base_model validate"]) {
      const { units } = await search(track.tenant, { words, at, limit: 1 });
      expect(units[0]?.qualifiedName).toBe(/^root/i.test(words) ? "Root.validate" : "BaseModel.validate");
    }
  });

  test("filters alone list what they let through in the order of places, tests last", async () => {
    const track = await newTrack(database.db);
    const test = file("src/a.test.ts", ["cartTest"], { flags: UNIT_FLAGS.test });
    await index(track, 1, [...SHOP, test]);
    expect(await find(track, "", { filters: { kinds: ["class"] } })).toEqual(["src/user.ts:User"]);
    expect(await find(track, " ", { filters: { paths: ["src/**"], kinds: ["function"] }, limit: 4 })).toEqual([
      "src/cart.ts:addToCart",
      "src/cart.ts:totalOfCart",
      "src/tax.ts:taxRate",
      "src/tax.ts:roundCents",
    ]);
    expect((await find(track, "", { filters: { languages: ["typescript"] }, limit: 100 })).at(-1)).toBe(
      "src/a.test.ts",
    );
    expect(await find(track, "***", { filters: { kinds: ["class"] } })).toEqual([]);
    expect(await find(track, "", { filters: {} })).toEqual([]);
    expect(await find(track, "", { filters: { kinds: ["class"] }, at: [] })).toEqual([]);
  });

  test("filters alone show nothing of a neighbour and nothing of other snapshots", async () => {
    const ours = await newTrack(database.db);
    const theirs = await newTrack(database.db);
    await index(ours, 2, [file("ours.ts", ["later"])]);
    await index(theirs, 1, [file("theirs.ts", ["other"])]);
    const filters = { languages: ["typescript"] };
    expect(await find(ours, "", { filters })).toEqual([]);
    expect(await find(ours, "", { filters, number: 2 })).toEqual(["ours.ts:later", "ours.ts"]);
  });

  test("a guessed name comes behind the name itself and before what only shares words", async () => {
    const track = await newTrack(database.db);
    const uses = Array.from({ length: 50 }, (_, at) => ({ name: `of${at}`, body: "create create" }));
    await index(track, 1, [file("a.ts", ["createHashEmbedder", "create", ...uses])]);
    expect((await find(track, "create", { alsoNames: ["createHashEmbedder"] })).slice(0, 2)).toEqual([
      "a.ts:create",
      "a.ts:createHashEmbedder",
    ]);
    expect((await find(track, "crea", { alsoNames: ["createHashEmbedder"] }))[0]).toBe("a.ts:createHashEmbedder");
  });

  test("several repositories are searched together, and only those that are named", async () => {
    const one = await newTrack(database.db);
    const two = await addTrack(one, 2);
    const three = await addTrack(one, 3);
    await index(one, 1, [file("one.ts", ["cart"])]);
    await index(two, 7, [file("two.ts", ["cart"])]);
    await index(three, 1, [file("three.ts", ["cart"])]);
    const at = [
      { trackId: 1, number: 1 },
      { trackId: 2, number: 7 },
    ];
    const { units } = await search(one.tenant, { words: "cart", at, limit: 10 });
    expect(new Set(units.map(({ path }) => path))).toEqual(new Set(["one.ts", "two.ts"]));
  });

  test("equal scores keep one order: by path, then by line", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, [file("b.ts", ["cart"]), file("c.ts", ["cart"]), file("a.ts", ["cart"])]);
    const found = (await find(track, "cart")).filter((name) => name.includes(":"));
    const again = (await find(track, "cart")).filter((name) => name.includes(":"));
    expect(found).toEqual(again);
    expect(found).toHaveLength(3);
  });

  test("tests, generated and vendored code stand behind, unless they are asked for", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, [
      file("a/cart.test.ts", ["cartTotal"], { flags: UNIT_FLAGS.test }),
      file("z/cart.ts", ["cartTotal"]),
    ]);
    expect((await find(track, "cart total"))[0]).toBe("z/cart.ts:cartTotal");
    expect((await find(track, "test of cart total"))[0]).toMatch("a/cart.test.ts");
  });

  test("a question of nothing but common words still finds", async () => {
    const track = await newTrack(database.db);
    await index(
      track,
      1,
      Array.from({ length: 50 }, (_, at) => file(`f${at}.ts`, ["where"])),
    );
    expect(await find(track, "where is it")).toHaveLength(10);
  });

  test.each<[string, string]>([
    ["nothing", ""],
    ["a megabyte of one letter", "x".repeat(1_000_000)],
    ["ten thousand unknown words", Array.from({ length: 10_000 }, (_, at) => `word${at}`).join(" ")],
  ])("%s finds nothing", async (_, words) => {
    const track = await newTrack(database.db);
    await index(track, 1, SHOP);
    expect(await find(track, words, { embedder: embedderForTests() })).toEqual([]);
  });

  test.each<[string, string]>([
    ["a megabyte of words", "cart ".repeat(200_000)],
    ["NUL and control characters", "\u0000cart\u0000 \u0007 \u001b[0m"],
    ["right-to-left text", "\u202eעגלה cart\u202c"],
    ["quotes and backslashes", `'); drop table cart; -- "\\{}`],
    ["lone surrogates", "\ud800 cart \udfff"],
  ])("%s is read as the words in it", async (_, words) => {
    const track = await newTrack(database.db);
    await index(track, 1, SHOP);
    const found = await find(track, words, { embedder: embedderForTests() });
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(10);
  });

  test("an empty tenant, an empty segment and no snapshot at all are empty answers", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, []);
    expect(await find(track, "cart")).toEqual([]);
    expect(await find(track, "cart", { at: [] })).toEqual([]);
  });

  test("with a repository go its units, segments and postings, and nobody else's", async () => {
    const ours = await newTrack(database.db);
    const kept = await addTrack(ours, 2);
    const theirs = await newTrack(database.db);
    for (const track of [ours, kept, theirs]) await index(track, 1, SHOP);
    const count = async ({ tenant }: TestTrack): Promise<number[]> => {
      const rows = await tenant.query<{ units: number; segments: number; postings: number }>(
        `select (select count(*)::int from unit) as units, (select count(*)::int from segment) as segments,
                (select count(*)::int from posting) as postings`,
      );
      return rows.flatMap((row) => [row.units, row.segments, row.postings]);
    };
    const before = await count(theirs);
    const repo = "delete from repo where repo_id = (select repo_id from track where track_id = $1)";
    await ours.tenant.write((tx) => tx.execute(repo, [ours.trackId]));
    expect(await count(kept)).toEqual(before);
    await kept.tenant.write((tx) => tx.execute(repo, [kept.trackId]));
    expect(await count(kept)).toEqual([0, 0, 0]);
    expect(await count(theirs)).toEqual(before);
  });

  test("vectors take part: a form of the word that words alone do not meet", async () => {
    const track = await newTrack(database.db);
    const files = [
      file("src/one.ts", [{ name: "alpha", body: "field thing" }]),
      file("src/two.ts", [{ name: "serializer", body: "field" }]),
    ];
    await index(track, 1, files);
    const embedder = embedderForTests();
    expect(await embed(database.db, track, files)).toBe(4);
    expect(await embed(database.db, track, files)).toBe(0);
    const at = [{ trackId: track.trackId, number: 1 }];
    const { units } = await search(track.tenant, { words: "field serialization", at, limit: 10, embedder });
    expect(units[0]).toMatchObject({ name: "serializer" });
    expect(units[0]?.parts["vector"]).toBeGreaterThan(0);
    const without = await search(track.tenant, { words: "field serialization", at, limit: 10 });
    expect(without.units[0]?.parts).not.toHaveProperty("vector");
  });

  test("an embedder that is silent or fails takes nothing away but itself, and is told of; a bug in it is not hidden", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, [file("src/one.ts", [{ name: "alpha", body: "field thing" }])]);
    const ask = (embed: Embedder["embed"], signal = new AbortController().signal): Promise<SearchResult> => {
      const embedder = { ...embedderForTests(), embed };
      const at = [{ trackId: track.trackId, number: 1 }];
      return search(track.tenant, { words: "alpha", at, limit: 10, embedder, signal, vectorBudgetMs: 50 });
    };
    const silent: Embedder["embed"] = (_texts, _purpose, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    const late = await ask(silent);
    expect(late.units[0]).toMatchObject({ name: "alpha" });
    expect(late.withoutVectors).toMatchObject({ code: "TIMEOUT" });
    const failed = await ask(() => Promise.reject(new Fault("UPSTREAM_FAILED", "it failed")));
    expect(failed.units[0]).toMatchObject({ name: "alpha" });
    expect(failed.withoutVectors).toMatchObject({ code: "UPSTREAM_FAILED" });
    await expect(ask(() => Promise.reject(new TypeError("a bug")))).rejects.toThrow("a bug");
    const leaving = new AbortController();
    const left = ask(silent, leaving.signal);
    leaving.abort();
    await expect(left).rejects.toThrow("abort");
  });

  test("an embedder of other dimensions, or one that answers nonsense, is refused and nothing is stored", async () => {
    const track = await newTrack(database.db);
    const embedder = embedderForTests();
    const texts = [{ hash: hashText("x"), text: "x" }];
    const base = { dialect: database.db.dialect, texts, signal: new AbortController().signal };
    const store = (broken: Partial<typeof embedder>): Promise<number> =>
      storeVectors(track.tenant, { ...base, embedder: { ...embedder, ...broken } });
    await expect(store({ dimensions: 3 })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    const answering = (vectors: readonly Float32Array[]): Partial<typeof embedder> => ({
      async *embedParts() {
        yield { places: [0], vectors };
      },
    });
    for (const vectors of [[], [new Float32Array(3)], [new Float32Array(256).fill(NaN)]]) {
      await expect(store(answering(vectors))).rejects.toMatchObject({ code: "INTERNAL" });
    }
    expect(await track.tenant.query("select hash from vector_256 order by hash limit 1")).toEqual([]);
  });
});

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { readNames, symbolsOf, wholeName } from "./asked-names.ts";

test.each<[query: string, plain: string[]]>([
  ["BaseModel", ["basemodel"]],
  ["`base_model`", ["basemodel"]],
  ["base model", ["basemodel"]],
  ["HttpServer.listen()", ["httpserverlisten"]],
  ["net/server.go", ["netservergo"]],
  ["__init__", ["init"]],
])("%s is a name", (query, plain) => {
  const names = readNames(query).filter(({ share }) => share === 1);
  expect(names.map((name) => name.plain)).toEqual(plain);
});

test.each<[query: string, plain: string]>([
  ["where is BaseModel defined?", "basemodel"],
  ["class Cart", "cart"],
  ["what is the function run", "run"],
])("%s asks for a name in its frame", (query, plain) => {
  expect(readNames(query)).toContainEqual(expect.objectContaining({ plain, share: 1 }));
});

test.each(["for tenant", "has tenant", "to tenant", "is a tenant?"])(
  "%s may be a name, before its last word is",
  (query) => {
    const [all, last] = readNames(query);
    expect(all).toMatchObject({ plain: query.replaceAll(/\W/g, ""), share: 1 });
    expect(last).toMatchObject({ plain: "tenant", share: query.includes(" a ") ? 1 : 0.5 });
  },
);

test("a question is also about the names in it that are spelled as code", () => {
  const names = readNames("how does parse_url treat the port of an HttpServer.listen address");
  expect(names.filter(({ share }) => share < 1).map(({ plain }) => plain)).toEqual(["parseurl", "httpserverlisten"]);
});

test("names in other texts are words like others", () => {
  const names = readNames("Fix parse_url for addresses without port").map(({ plain }) => plain);
  expect(names).not.toContain("parseurl");
});

test.each(["", " ", "?!", "\u0000", "where is it"])("%j names nothing that a unit could bear", (query) => {
  expect(readNames(query).filter(({ plain }) => plain === "")).toEqual([]);
});

test("a qualified name is looked up by its last two parts and its last", () => {
  expect(symbolsOf(wholeName("shop.Cart#total"))).toEqual(["shopcarttotal", "carttotal", "total"]);
});

test("a megabyte of anything gives few names in little time", () => {
  expect(readNames("a_b.c/".repeat(200_000)).length).toBeLessThan(10);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (query) => {
      expect(readNames(query).length).toBeLessThan(12);
    }),
  );
});

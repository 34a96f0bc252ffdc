import { describe, expect, test } from "vitest";

import { readQueryWords } from "./query-words.ts";
import { splitWords } from "./split-words.ts";
import { synonymsOf } from "./synonyms.ts";

const stemOf = (word: string): string => splitWords(word)[0] ?? "";
const meaning = (word: string): readonly string[] => synonymsOf(stemOf(word));

test.each([
  ["cfg", "configuration"],
  ["config", "cfg"],
  ["auth", "authentication"],
  ["authorization", "auth"],
  ["db", "database"],
  ["message", "msg"],
  ["req", "request"],
  ["response", "resp"],
  ["context", "ctx"],
  ["params", "parameter"],
  ["initialize", "init"],
  ["remove", "delete"],
  ["implementation", "impl"],
  ["utility", "util"],
  ["async", "asynchronous"],
])("%s means %s", (word, other) => {
  expect(meaning(word)).toContain(stemOf(other));
});

test("what an abbreviation stands for does not stand for what else it stands for", () => {
  expect(meaning("authentication")).not.toContain(stemOf("authorization"));
  expect(meaning("response")).not.toContain(stemOf("resource"));
});

test("no word means itself, and none so many that they cost more than the question", () => {
  for (const word of ["res", "config", "auth", "tx", "remove", "db"]) {
    expect(meaning(word)).not.toContain(stemOf(word));
    expect(meaning(word).length).toBeLessThanOrEqual(4);
  }
  expect(meaning("cart")).toEqual([]);
});

test("a question asks for synonyms of its words behind them, for less, and never for what it says itself", () => {
  const { terms } = readQueryWords("load the config");
  expect(terms).toContainEqual({ term: "cfg", weight: 0.25, from: "synonym", of: "config" });
  expect(readQueryWords("cfg config").terms.filter(({ term }) => term === "config")).toMatchObject([{ from: "said" }]);
});

/** None of them is a word of a group, whatever its stem is. */
const ORDINARY = `
state states station head heads express specific author authors local locals except form forms point points
product products collate proper applicable active help helps means meaning fold quite complete prove mining subscript able
above action actor after age air almost also answer area article attack back balance ball bank bar base basic beat bed best
better big bill bird black block blue board boat body bold bone book border born boss bottom bound bowl box branch bread
break bridge bright bring brother brown bus business buy cake camp card care carry cart case cash catch cause center chair
chance chapter cheap choice church circle city clever cloud club coach coal coat code cold color common content cook cool
corn corner cost cotton could count country couple course court cover cow crowd cry cup customer cut dance danger dark
daughter day dead deal death deep degree depth doctor dog door double doubt down dream dress drink drive driver dry dust
early earth east easy eat edge egg eight either empty enemy energy engine enough enter even evening every exact eye face fact
factor fair family far farm fast father fault fear feed feel few field fight figure fill film final finger firm first fish
floor flow flower fly follow food foot force foreign forest forget free fresh friend front fruit full game garden gas gate
girl glass goal gold good grass great green ground grow guest guide half hand happy hard harm hat heart heat heavy height
hero high hill hit hold hole home hope horse hospital hot hotel hour house huge human hunt idea inch inner iron island item
jacket job journal judge jump keep kernel key kind king kitchen knife lady lake lamp land large last late laugh law layer
lead leader leaf leather leg lesson letter light like line lion liquid little live loan long love low luck machine major
market master match material matter meal meat medal meet member memo metal middle milk mind minor minute mirror mix model
modern moment money month moon morning mother mountain mouse mouth move movie music nail narrow nation nature near neck
needle nerve never news night noise north nose note nurse ocean odd offer office often oil old only open orange order outer
oven owner page pain paint pair paper parent park part partner party past patch path patient peace people pepper person phone
piano piece pilot place plain plan plane plant plate play player pleasure plenty poem poet police poor popular port post pot
potato power present press pretty price pride prince prison private prize problem profit promise proof proud pull pupil pure
push queen question queue quick quiet race radio rain raise rank rare rate ratio raw reach reader ready real reason red
region rent rest rice rich ride right ring rise river road rock role roll roof room root rope rough round row royal rubber
rule sad safe sail salad sale salt same sand school science score sea search season seat secret sector seed self sense
serious seven severe shade shadow shake shape share sharp sheep sheet shelf ship shirt shock shoe shop short shoulder shout
show shower sick side sight silver simple sister site six size skill skin skirt sky sleep slice slow small smart smell smile
smoke snow social soft soil soldier solid son song soul sound soup south space speak speech speed spell spoon sport spot
spring square stage stair stamp stand star start steam steel step stick still stock stomach stone store storm story strange
stream street strength strong student study sugar suit summer sun super supper sure surface sweet swim tail tale talk tall
task taste tax tea team tear ten tender tennis term test theory thick thing third thirst ticket tie tiger tight tiny title
toe tomorrow tone tongue tooth topic touch tour toward tower town toy track trade traffic train travel treat tree triangle
trip trouble truck true trunk trust truth turn twice twin ugly uncle union upper vacation valley vast verse very victory view
village violin visit voice vote wage wait wake walk wall warm wash watch water wave weak wealth weapon wear weather web week
weight west wheel white wide wife wild will wing winner winter wire wise wish woman wonder wood wool word work worker world
worth wound wrap yard year yellow young youth zero zone
`;

describe("ordinary words do not ask for what others mean that stemming takes for them", () => {
  const synonyms = (query: string) =>
    readQueryWords(query).terms.flatMap(({ term, from, of }) => (from === "synonym" ? [`${of} ${term}`] : []));

  test("in a question of one word", () => {
    const words = ORDINARY.trim().split(/\s+/);
    expect(words.filter((word) => synonyms(word).length > 0)).toEqual([]);
  });

  test("beside the word itself its synonyms are asked for", () => {
    expect(synonyms("form of the format")).toContain("form fmt");
    expect(synonyms("setLocale")).toContain(`local ${stemOf("localization")}`);
    expect(synonyms("products of the author")).toEqual([]);
  });
});

test("words written apart are found under their abbreviation, and the other way round", () => {
  const asked = (query: string): string[] => readQueryWords(query).terms.map(({ term }) => term);
  expect(asked("user interface")).toContain("ui");
  expect(asked("ui")).toContain(stemOf("userinterface"));
});

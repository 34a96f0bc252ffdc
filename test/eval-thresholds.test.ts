import { describe, expect, test } from "vitest";

import {
  readBindingTable,
  readGraphTable,
  readKnownItemLine,
  readMicroLine,
  readRetrievalTable,
} from "../bench/eval/tables.ts";
import { raised, shortfalls, thresholdsOf } from "../bench/eval/thresholds.ts";

describe("thresholds of the evaluation sets", () => {
  const thresholds = { "cgr/go": { recall: 90, forbidden: 2 } };

  test("a figure at its threshold, or better, is enough", () => {
    expect(shortfalls(thresholds, { "cgr/go": { recall: 90, forbidden: 2 } })).toEqual([]);
    expect(shortfalls(thresholds, { "cgr/go": { recall: 99, forbidden: 0 } })).toEqual([]);
  });

  test("less recall, more forbidden edges and a set that was not run are each named", () => {
    expect(shortfalls(thresholds, { "cgr/go": { recall: 89.9, forbidden: 2.1 } })).toEqual([
      "cgr/go: recall is 89.9, the threshold is 90",
      "cgr/go: forbidden is 2.1, the threshold is 2",
    ]);
    expect(shortfalls(thresholds, {})).toHaveLength(2);
  });

  test("only those of the sets that are run are asked for", () => {
    const all = { "cgr/go": { recall: 1 }, "retrieval/A": { "fn.MRR": 1 }, pycg: { recall: 1 }, cgrx: { recall: 1 } };
    expect(Object.keys(thresholdsOf(all, ["cgr", "pycg"]))).toEqual(["cgr/go", "pycg"]);
    expect(Object.keys(thresholdsOf(all, ["retrieval/A"]))).toEqual(["retrieval/A"]);
  });

  test("raising takes what is better and new, and never what is worse", () => {
    const measured = { "cgr/go": { recall: 80, forbidden: 2 }, "cgr/c": { recall: 50 } };
    expect(raised(thresholds, measured)).toEqual({ "cgr/c": { recall: 50 }, "cgr/go": { recall: 90, forbidden: 2 } });
  });

  test("precision and forbidden edges are held at what is asked of them, not beyond", () => {
    const measured = { pycg: { recall: 99, precision: 98.8, forbidden: 0 }, poor: { precision: 80, forbidden: 4 } };
    expect(raised({}, measured)).toEqual({
      poor: { precision: 80, forbidden: 4 },
      pycg: { recall: 99, precision: 97, forbidden: 2 },
    });
  });
});

describe("what the scorers print", () => {
  test("a table of graphs gives a language's recall, forbidden edges and precision, without those not asked or not drawn", () => {
    const printed = [
      "lang         fixtures expect recall% forbid viol% nodes node% emitted prec% pass%",
      "go                 1     13   100.0      0       -     0       -      13    99.1   100.0",
      "ALL              1000    130    99.0    999     0.0   557    76.5       0       -    78.0",
      "rust              132     97     0.0     61     0.0    22     0.0       0       -    36.4",
      "python            147    116    71.6     47     4.3    38   100.0       0       -    79.6",
      "",
    ].join("\n");
    expect(readGraphTable("cgr", printed)).toEqual({
      "cgr/go": { recall: 100, precision: 99.1 },
      "cgr/python": { recall: 71.6, forbidden: 4.3 },
    });
  });

  test("a table of bindings gives the share of right rows", () => {
    const printed = 'java         rows 45 right 86.7 % unanswered 0 of "not defined" 1/2\n';
    expect(readBindingTable("stackgraphs", printed)).toEqual({ "stackgraphs/java": { right: 86.7 } });
  });

  test("the line of the tiny programs gives precision and recall", () => {
    const printed = "pycg.jsonl.gz: P 98.8 R 67.9 F1 80.5  truth 234, hit 159";
    expect(readMicroLine("pycg", printed)).toEqual({ pycg: { precision: 98.8, recall: 67.9 } });
  });

  test("a table of retrieval gives the mean over the repositories of what the goals are set for", () => {
    const printed = [
      "                       n     f.Acc@1   f.MRR@10    fn.R@10  fn.MRR@10",
      "somebody/something    150        1.0        2.0        3.0        4.0",
      "MACRO                 450       10.0       20.1       30.2       40.3",
      "",
    ].join("\n");
    expect(readRetrievalTable("retrieval/A", printed)).toEqual({
      "retrieval/A": { "f.MRR@10": 20.1, "fn.R@10": 30.2, "fn.MRR@10": 40.3 },
    });
  });

  test("the line of known items gives percents", () => {
    const printed = "n 27  hit@1 0.963  hit@5 1.000  MRR@10 0.972\n";
    expect(readKnownItemLine("known-item", printed)).toEqual({ "known-item": { "hit@5": 100, "MRR@10": 97.2 } });
  });
});

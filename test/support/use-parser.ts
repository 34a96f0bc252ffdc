import { afterAll, beforeAll } from "vitest";

import type { SourceParser } from "../../packages/graph/src/parse/index.ts";
import { parserForTests } from "./source-parser.ts";

/** The parser of a file of tests: opened before them, closed after them. */
export function useParser(): Pick<SourceParser, "parse"> {
  let opened: SourceParser | undefined;
  beforeAll(async () => {
    opened = await parserForTests();
  });
  afterAll(() => opened?.close());
  return {
    parse: (request) => {
      if (opened === undefined) throw new Error("the parser is open while tests run, and not before");
      return opened.parse(request);
    },
  };
}

import { expect, test } from "vitest";

import { wholeName } from "./asked-names.ts";
import { matchNames } from "./name-match.ts";

const method = { kind: "Method", name: "listen", qualifiedName: "HttpServer.listen", path: "src/net/http-server.ts" };
const goStruct = { kind: "Struct", name: "Server", qualifiedName: "Server", path: "modules/caddyhttp/server.go" };
const file = { kind: "File", name: "models.py", qualifiedName: "shop/models.py", path: "shop/models.py" };
const section = { kind: "Section", name: "listen", qualifiedName: "listen", path: "README.md" };

test.each<[string, typeof method, number]>([
  ["listen", method, 1],
  ["HttpServer.listen", method, 1],
  ["Listen", method, 0.6],
  ["http_server listen", method, 0.6],
  ["http-server.HttpServer.listen", method, 1],
  ["net.HttpServer.listen", method, 1],
  ["Other.listen", method, 0],
  ["erver.listen", method, 0],
  ["listener", method, 0],
  ["caddyhttp.Server", goStruct, 1],
  ["spread", { kind: "Constant", name: "spread", qualifiedName: "spread", path: "index.js" }, 0.8],
  ["models.py", file, 1],
  ["shop/models.py", file, 1],
  ["models", file, 0.5],
  ["odels.py", file, 0],
  ["listen", section, 0],
])("%s against %o is %d", (asked, unit, match) => {
  expect(matchNames(unit, [wholeName(asked)])).toBe(match);
});

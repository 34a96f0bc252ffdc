// Writes the table of docs/api.md.
import { readFileSync, writeFileSync } from "node:fs";

import { allOperations } from "./all-operations.ts";
import { apiDocument } from "./api-document.ts";

const PAGE = new URL("../docs/api.md", import.meta.url);

writeFileSync(PAGE, apiDocument(readFileSync(PAGE, "utf8"), await allOperations()));

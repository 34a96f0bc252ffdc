// Writes packages/client/src/generated, and the names that the package has.
import { writeFileSync } from "node:fs";

import { allOperations } from "./all-operations.ts";
import { clientSource } from "./client-source.ts";

const folder = new URL("../packages/client/src/", import.meta.url);
for (const [name, text] of clientSource(await allOperations())) writeFileSync(new URL(name, folder), text);

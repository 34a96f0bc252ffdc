// Writes the table of docs/security.md.
import { writeFileSync } from "node:fs";

import { securityDocument } from "./security-document.ts";

writeFileSync(new URL("../docs/security.md", import.meta.url), securityDocument());

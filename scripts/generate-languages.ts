// Writes docs/languages.md.
import { writeFileSync } from "node:fs";

import { languagesDocument } from "./languages-document.ts";

writeFileSync(new URL("../docs/languages.md", import.meta.url), languagesDocument());

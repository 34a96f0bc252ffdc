import type { Check } from "#aether";

import { checkDirectory, checkRoom } from "./check-directory.ts";
import { checkGit, checkGrammars, checkNode } from "./check-tools.ts";

/** What `doctor` looks at on the machine of the process that answers: a server's, or the command's own where none runs. */
export async function checksOf(directory: string): Promise<Check[]> {
  return [
    checkNode(process.version),
    await checkGit(process.env["PATH"] ?? ""),
    await checkGrammars(),
    await checkDirectory(directory),
    await checkRoom(directory),
  ];
}

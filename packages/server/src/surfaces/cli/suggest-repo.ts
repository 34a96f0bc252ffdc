import { CliError } from "./failure.ts";
import type { Session } from "./session.ts";
import { didYouMean } from "./suggest.ts";

/** Says which repositories there are when one that was asked for does not exist. */
export async function suggestRepo(
  session: Session,
  asked: readonly string[],
  failure: CliError,
): Promise<CliError | undefined> {
  const client = await session.connect();
  const names: string[] = [];
  const known = new Set<string>();
  for await (const { name, repo_id } of client.listRepositories.items({ limit: 1000 })) {
    names.push(name);
    known.add(name.toLowerCase()).add(repo_id);
  }
  const missing = asked.find((name) => !known.has(name.toLowerCase()));
  if (missing === undefined) return undefined;
  const guess = await didYouMean(missing, names);
  const { code, details, requestId, docUrl } = failure;
  return new CliError({
    code,
    message: `no repository "${missing}" is indexed`,
    next: `${guess === "" ? "" : `${guess} `}\`aether repos\` lists what is indexed, \`aether index PATH\` adds to it.`,
    details,
    requestId,
    docUrl,
  });
}

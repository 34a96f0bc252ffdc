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
  const answer = await client.listRepositories();
  const names = answer.repositories.map(({ name }) => name);
  const ids = answer.repositories.map(({ repo_id }) => repo_id);
  const missing = asked.find((name) => !names.includes(name) && !ids.includes(name));
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

import type { Arguments } from "../arguments.ts";
import { asOfGiven } from "../as-of.ts";
import { findMeant, sayNamesakes } from "../find-node.ts";
import { mayBeMissing, sayFooting } from "../footing.ts";
import { TIERS } from "../graph-commands.ts";
import { countShown, placeOf, titleOf, whatWasAsked } from "../place.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";
import { sayMore } from "./relations.ts";

/** `aether references`: every place that uses a definition, a line each. */
export async function references({ connect, host, print }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  const where = { repo: given.text("repo"), ...asOfGiven(given) };
  const meant = await findMeant(client, given.operands[0] ?? "", { ...where, cwd: host.cwd });
  const { id, overloads } = meant;
  const answer = await client.findReferences({
    id,
    ...where,
    overloads,
    min_tier: given.word("min-tier", TIERS),
    limit: given.integer("limit"),
    cursor: given.text("cursor"),
  });
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  const { completeness, next_cursor } = answer;
  const number = countShown(answer.references.length, answer.found, { one: "user" });
  print.say(
    `${number} of ${whatWasAsked(answer)}; ${mayBeMissing(completeness, { use: "use", where: "of that name" })}`,
  );
  for (const { node: user, kind, tier, lines } of answer.references) {
    // A place that an editor opens: the line of the use, not that of the definition around it.
    const places = lines.length === 0 ? [placeOf(user)] : lines.map((line) => `${plainLine(user.file)}:${line}`);
    for (const place of places)
      await print.line(`${print.style.bold(place)}  ${titleOf(user)}  ${print.style.dim(`${kind} ${tier}`)}`);
  }
  sayMore(print, { truncated: false, next_cursor });
  sayNamesakes(print, meant);
  sayFooting(print, completeness);
  return 0;
}

import type { GetNodeOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { asOfGiven } from "../as-of.ts";
import { findNodeId } from "../find-node.ts";
import { gapsOf, placeOf, titleOf } from "../place.ts";
import type { Session } from "../session.ts";
import { plain, plainLine, type Style } from "../terminal.ts";

/** `aether show`: a definition with what is said about it and its source. */
export async function show({ connect, host, print }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  const where = { repo: given.text("repo"), ...asOfGiven(given) };
  const id = await findNodeId(client, given.operands[0] ?? "", { ...where, cwd: host.cwd });
  const answer = await client.getNode({ id, ...where });
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  for (const line of nodeLines(answer, print.style)) await print.line(line);
  for (const gap of gapsOf(answer.completeness)) print.say(gap);
  return 0;
}

function nodeLines({ node, source, counts }: GetNodeOutput, style: Style): string[] {
  const numbers = Object.entries(counts).map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`);
  const lines = source === null ? [] : plain(source).split("\n");
  const width = String(node.start_line + lines.length).length;
  return [
    `${style.bold(placeOf(node))}  ${titleOf(node)}  ${style.dim(`[${plainLine(node.repo)}] ${node.id}`)}`,
    ...(node.doc === ""
      ? []
      : plain(node.doc)
          .split("\n")
          .map((line) => `  ${line}`)),
    ...(numbers.length === 0 ? [] : [style.dim(`  ${numbers.join(", ")}`)]),
    ...lines.map((line, at) => `  ${style.dim(String(node.start_line + at).padStart(width))}  ${line}`),
  ];
}

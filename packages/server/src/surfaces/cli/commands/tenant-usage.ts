import type { Usage } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { grouped, sizeOf } from "../place.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

/** `aether tenant usage [TENANT] [--all] [--days N]`. */
export async function tenantUsage(session: Session, given: Arguments, name: string | undefined): Promise<number> {
  if (given.has("all")) return ofAll(session, given);
  const { print } = session;
  const client = await session.connect();
  const used = await client.getUsage({ id: name, days: given.integer("days") });
  if (print.isJson) await print.json(used);
  else for (const line of usageLines(used)) await print.line(line);
  return 0;
}

async function ofAll({ connect, print, interrupted }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  for await (const used of client.listUsage.items({ days: given.integer("days") })) {
    if (print.isJson) await print.json(used);
    else await print.line(`${plainLine(used.slug).padEnd(24)}  ${used.resources.map(standing).join("  ")}`);
    if (interrupted.aborted) break;
  }
  return 0;
}

type Resource = Usage["resources"][number];

/** `repos 3 of 10 (30 %)`. */
function standing({ resource, used, reserved, quota }: Resource): string {
  const inWords = resource === "storage_bytes" ? sizeOf : grouped;
  const about = quota === null ? "" : ` of ${inWords(quota)}${quota === 0 ? "" : ` (${percentOf(used, quota)} %)`}`;
  const held = reserved === 0 ? "" : `, ${inWords(reserved)} reserved`;
  return `${resource.replace("_bytes", "")} ${inWords(used)}${about}${held}`;
}

function percentOf(used: number, quota: number): number {
  return Math.round((100 * used) / quota);
}

function usageLines({ slug, resources, days, models }: Usage): string[] {
  return [
    `tenant  ${plainLine(slug)}`,
    ...resources.map((one) => `  ${standing(one)}`),
    ...days.map(({ day, measure, added, removed, used }) => {
      const inWords = measure.endsWith("_bytes") ? sizeOf : grouped;
      const change = [`+${inWords(added)}`, ...(removed === 0 ? [] : [`-${inWords(removed)}`])].join(" ");
      return `${day}  ${plainLine(measure).padEnd(14)}  ${change.padEnd(20)}  ${inWords(used)}`;
    }),
    ...models.map(({ day, model, requests, tokens, cost }) => {
      return `${day}  ${plainLine(model)}  ${grouped(requests)} requests, ${grouped(tokens)} tokens, ${cost} spent`;
    }),
  ];
}

/** Graph expansion: who calls the first hits and whom they call, in two statements for all of them. */
import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import type { RankedUnit } from "#kernel/search";

import { presentNode } from "../browse/present.ts";
import { edgesOf, nodesById } from "../browse/store.ts";
import type { searchHit } from "../contract.ts";
import { toBigint } from "../ingest/ids.ts";
import type { Scope } from "../scope/index.ts";

type Related = z.input<typeof searchHit>["related"];

/** Neighbours shown of one hit in each direction. */
const SHOWN = 5;
const READ = 200;

/** Keyed by `trackId nodeId` of the unit. */
export async function relatedTo(
  tenant: TenantDb,
  scope: Scope,
  units: readonly Pick<RankedUnit, "trackId" | "nodeId">[],
): Promise<Map<string, Related>> {
  const ids = units.map((unit) => toBigint(unit.nodeId));
  const asked = { ids, kinds: ["CALLS", "INSTANTIATES"], limit: READ };
  const [incoming, outgoing] = await Promise.all([
    edgesOf(tenant, scope.repos, { ...asked, incoming: true }),
    edgesOf(tenant, scope.repos, { ...asked, incoming: false }),
  ]);
  const ends = new Set([...incoming.map((edge) => edge.from_id), ...outgoing.map((edge) => edge.to_id)]);
  const rows = await nodesById(tenant, scope.repos, [...ends]);
  const nodes = new Map(rows.map((row) => [`${row.track_id} ${row.node_id}`, presentNode(scope, row)]));
  return new Map(
    units.map((unit) => {
      const id = toBigint(unit.nodeId);
      const ofUnit = (trackId: number) => trackId === unit.trackId;
      const callers = incoming.filter((edge) => ofUnit(edge.track_id) && edge.to_id === id).map((edge) => edge.from_id);
      const callees = outgoing.filter((edge) => ofUnit(edge.track_id) && edge.from_id === id).map((edge) => edge.to_id);
      const shown = (relation: "caller" | "callee", found: readonly string[]): Related =>
        found.slice(0, SHOWN).flatMap((other) => {
          const node = nodes.get(`${unit.trackId} ${other}`);
          return node === undefined ? [] : [{ relation, node }];
        });
      return [`${unit.trackId} ${unit.nodeId}`, [...shown("caller", callers), ...shown("callee", callees)]];
    }),
  );
}

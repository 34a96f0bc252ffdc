import { z } from "zod";

import type { JobKind } from "#kernel/jobs";
import { MINUTE_MS } from "#kernel/time";

const HOUR_MS = 60 * MINUTE_MS;

const exportInput = z.strictObject({ export_id: z.uuid() });
export type ExportInput = z.output<typeof exportInput>;

const exportResult = z.strictObject({ rows: z.int(), bytes: z.int(), sha256: z.string() });
export type ExportResult = z.output<typeof exportResult>;

/** Whoever is suspended can leave with what is theirs. */
export const exportJob: JobKind<ExportInput, ExportResult | null> = {
  name: "export_tenant",
  class: "bulk",
  input: exportInput,
  result: exportResult.nullable(),
  softLimitMs: 11 * HOUR_MS,
  hardLimitMs: 12 * HOUR_MS,
  runsSuspended: true,
};

/** Removes an archive whose time is over. */
export const expireJob: JobKind<ExportInput, null> = {
  name: "expire_export",
  class: "realtime",
  input: exportInput,
  result: z.null(),
  runsSuspended: true,
};

/** What a tenant has chosen. */
import type { Queryable, Tx } from "#kernel/db";

import { type EmbedderChoice, parseEmbedder, parseReranker, type RerankerChoice } from "./choice.ts";

/** One model a role: `filling` is the embedder that serves once every text has its vector. */
export type Role = "serving" | "filling" | "reranker";

export interface Chosen<Choice> {
  /** Under which its vectors and its cost are kept. */
  readonly model: string;
  readonly choice: Choice;
}

export interface Choices {
  /** Undefined: the built-in one. */
  readonly serving: Chosen<EmbedderChoice> | undefined;
  readonly filling: Chosen<EmbedderChoice> | undefined;
  readonly reranker: Chosen<RerankerChoice> | undefined;
}

interface Row {
  readonly role: Role;
  readonly model: string;
  readonly choice: unknown;
}

export async function choicesOf(db: Pick<Queryable, "query">): Promise<Choices> {
  const rows = await db.query<Row>(`select role, model, choice from model_choice order by role limit 3`);
  const of = (role: Role): Row | undefined => rows.find((row) => row.role === role);
  return {
    serving: embedderOf(of("serving")),
    filling: embedderOf(of("filling")),
    reranker: rerankerOf(of("reranker")),
  };
}

function embedderOf(row: Row | undefined): Chosen<EmbedderChoice> | undefined {
  return row === undefined ? undefined : { model: row.model, choice: parseEmbedder(row.choice) };
}

function rerankerOf(row: Row | undefined): Chosen<RerankerChoice> | undefined {
  return row === undefined ? undefined : { model: row.model, choice: parseReranker(row.choice) };
}

export async function putChoice(
  tx: Tx,
  role: Role,
  { model, choice }: Chosen<EmbedderChoice | RerankerChoice>,
): Promise<void> {
  await tx.execute(
    `insert into model_choice (tenant_id, role, model, choice)
     values ($1, $2, $3, $4::jsonb)
         on conflict (tenant_id, role) do update
        set model = excluded.model, choice = excluded.choice, chosen_at = now()`,
    [tx.tenantId, role, model, JSON.stringify(choice)],
  );
}

export async function dropChoice(tx: Tx, role: Role): Promise<void> {
  await tx.execute(`delete from model_choice where tenant_id = $1 and role = $2`, [tx.tenantId, role]);
}

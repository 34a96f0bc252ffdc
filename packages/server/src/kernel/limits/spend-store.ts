import type { Queryable, Tx } from "#kernel/db";

/** Money in billionths; null is without limit. */
export interface Budget {
  readonly daily: number | null;
  readonly monthly: number | null;
}

export interface Spent {
  readonly day: number;
  readonly month: number;
}

interface BudgetRow {
  readonly daily: string | null;
  readonly monthly: string | null;
}

/** What a tenant lets its models cost. */
export async function budgetOf(db: Pick<Queryable, "query">): Promise<Budget> {
  const [row] = await db.query<BudgetRow>(`select daily, monthly from model_budget limit 1`);
  return fromRow(row);
}

/** The same; until the transaction ends, nobody else changes it or sets aside of it. */
export async function lockBudget(tx: Tx): Promise<Budget> {
  const [row] = await tx.query<BudgetRow>(
    `insert into model_budget as b (tenant_id) values ($1)
         on conflict (tenant_id) do update set tenant_id = b.tenant_id
     returning daily, monthly`,
    [tx.tenantId],
  );
  return fromRow(row);
}

function fromRow({ daily = null, monthly = null }: Partial<BudgetRow> = {}): Budget {
  return { daily: daily === null ? null : Number(daily), monthly: monthly === null ? null : Number(monthly) };
}

export async function putBudget(tx: Tx, { daily, monthly }: Budget): Promise<void> {
  await tx.execute(
    `insert into model_budget (tenant_id, daily, monthly)
     values ($1, $2, $3)
         on conflict (tenant_id) do update set daily = excluded.daily, monthly = excluded.monthly`,
    [tx.tenantId, daily, monthly],
  );
}

/** Today and this month, with what is set aside. */
export async function spentOf(db: Pick<Queryable, "query">): Promise<Spent> {
  const [row] = await db.query<{ day: string; month: string }>(
    `select coalesce(sum(cost + reserved) filter (where day = (now() at time zone 'UTC')::date), 0)::text as day,
            coalesce(sum(cost + reserved), 0)::text as month
       from model_use
      where day >= date_trunc('month', now() at time zone 'UTC')::date
      limit 1`,
  );
  return { day: Number(row?.day ?? 0), month: Number(row?.month ?? 0) };
}

export interface UseChange {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly model: string;
  readonly requests: number;
  readonly tokens: number;
  readonly cost: number;
  readonly reserved: number;
}

export async function addModelUse(tx: Tx, { day, model, requests, tokens, cost, reserved }: UseChange): Promise<void> {
  await tx.execute(
    `insert into model_use as u (tenant_id, day, model, requests, tokens, cost, reserved)
     values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant_id, day, model) do update
        set requests = u.requests + excluded.requests, tokens = u.tokens + excluded.tokens,
            cost = u.cost + excluded.cost, reserved = u.reserved + excluded.reserved`,
    [tx.tenantId, day, model, requests, tokens, cost, reserved],
  );
}

/** The database's day, YYYY-MM-DD in UTC. */
export async function today(db: Pick<Queryable, "query">): Promise<string> {
  const [row] = await db.query<{ day: string }>(`select (now() at time zone 'UTC')::date::text as day limit 1`);
  if (row === undefined) throw new Error("a select without a table gave no row");
  return row.day;
}

export interface ModelUseRow {
  readonly day: string;
  readonly model: string;
  readonly requests: string;
  readonly tokens: string;
  readonly cost: string;
  readonly reserved: string;
}

/** The last days on which models were asked, newest first. */
export function modelUseByDay(db: Pick<Queryable, "query">, days: number): Promise<ModelUseRow[]> {
  return db.query<ModelUseRow>(
    `select day::text as day, model, requests, tokens, cost, reserved
       from model_use
      where day > (now() at time zone 'UTC')::date - $1::int
      order by day desc, model
      limit 10000`,
    [days],
  );
}

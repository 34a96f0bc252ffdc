/**
 * What models cost a tenant, by day and model, within its budget. What a request may cost is set aside before it is sent and settled
 * by what the service counted; of a request whose process died nothing is known, so what was set aside for it counts on.
 */
import type { TenantDb, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";

import { addModelUse, type Budget, lockBudget, spentOf, type Spent, today } from "./spend-store.ts";

export interface Priced {
  readonly model: string;
  /** At most, as far as can be told before. */
  readonly tokens: number;
  /** In billionths. */
  readonly perToken: number;
}

/** Says how many tokens it were, and ends what was set aside. */
export type SettleSpending = (tokens: number) => Promise<void>;

/** Billionths in one of the tenant's money. */
export const BILLIONTHS = 1e9;

/** @throws Fault BUDGET_SPENT, where more is set aside than is left of a budget */
export async function reserveSpending(db: TenantDb, priced: Priced): Promise<SettleSpending> {
  const { model } = priced;
  const cost = costOf(priced, priced.tokens);
  const { day, reserved } = await db.write(async (tx) => {
    const on = await today(tx);
    const budget = await lockBudget(tx);
    if (isUnlimited(budget)) return { day: on, reserved: 0 };
    refuseBeyond(budget, await spentOf(tx), { cost, day: on });
    await addModelUse(tx, { day: on, model, requests: 0, tokens: 0, cost: 0, reserved: cost });
    return { day: on, reserved: cost };
  });
  return async (tokens) => {
    await db.write((tx) => settleOn(tx, { priced, tokens, day, reserved }));
  };
}

interface Settling {
  readonly priced: Priced;
  readonly tokens: number;
  readonly day: string;
  readonly reserved: number;
}

async function settleOn(tx: Tx, { priced, tokens, day, reserved }: Settling): Promise<void> {
  const { model } = priced;
  await addModelUse(tx, { day, model, requests: 1, tokens, cost: costOf(priced, tokens), reserved: -reserved });
}

function isUnlimited({ daily, monthly }: Budget): boolean {
  return daily === null && monthly === null;
}

function costOf({ perToken }: Priced, tokens: number): number {
  return Math.ceil(tokens * perToken);
}

interface Wanted {
  readonly cost: number;
  readonly day: string;
}

function refuseBeyond({ daily, monthly }: Budget, spent: Spent, { cost, day }: Wanted): void {
  if (monthly !== null && spent.month + cost > monthly) throw budgetSpent("monthly", monthly, firstOfNextMonth(day));
  if (daily !== null && spent.day + cost > daily) throw budgetSpent("daily", daily, nextDay(day));
}

function budgetSpent(period: "daily" | "monthly", budget: number, resumesAt: Date): Fault {
  const [amount, resumes_at] = [budget / BILLIONTHS, resumesAt.toISOString()];
  return new Fault("BUDGET_SPENT", `the tenant's ${period} budget of ${amount} for models is spent`, {
    period,
    budget: amount,
    resumes_at,
  });
}

function nextDay(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + 1));
}

function firstOfNextMonth(day: string): Date {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month, 1));
}

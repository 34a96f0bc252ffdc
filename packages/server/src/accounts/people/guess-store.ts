/** How often was guessed, for all processes together. */
import type { AuthDb } from "#kernel/db";

export interface Guess {
  readonly name: Uint8Array;
  readonly seconds: number;
}

/** Counts one more of each and answers with the counts; a window begins with its first guess. */
export function countGuesses(db: AuthDb, guesses: readonly Guess[]): Promise<number[]> {
  return db.write(async (tx) => {
    const counts: number[] = [];
    for (const { name, seconds } of guesses) {
      const [row] = await tx.query<{ count: number }>(
        `insert into guess (name, count, expires_at)
         values ($1, 1, now() + make_interval(secs => $2))
         on conflict (name) do update
            set count = case when guess.expires_at <= now() then 1 else guess.count + 1 end,
                expires_at = case when guess.expires_at <= now() then excluded.expires_at else guess.expires_at end
         returning count`,
        [name, seconds],
      );
      counts.push(row?.count ?? 0);
    }
    await tx.execute(
      `delete from guess
        where name in (select name from guess where expires_at <= now() order by expires_at, name
                        limit 20 for update skip locked)`,
    );
    return counts;
  });
}

/** Takes back what turned out to be no guess. */
export async function forgiveGuesses(db: AuthDb, names: readonly Uint8Array[]): Promise<void> {
  await db.write((tx) =>
    tx.execute("update guess set count = greatest(count - 1, 0) where name = any($1::bytea[])", [names]),
  );
}

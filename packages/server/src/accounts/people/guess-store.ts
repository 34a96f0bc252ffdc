/** How often was guessed, and whose turn it is to try, for all processes together. */
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
         values ($1, 1, now() + make_interval(secs => $2::int))
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

export interface Queue {
  readonly name: Uint8Array;
  /** Of whoever waits. */
  readonly place: Uint8Array;
  /** Between two turns. */
  readonly stepSeconds: number;
  /** The longest wait that is given out. */
  readonly waitMaxSeconds: number;
  /** How long a turn is kept for whoever it was given to. */
  readonly keptSeconds: number;
}

/**
 * Takes the turn that has come, or a place in the queue: one turn a step, in the order of asking, each good for one try.
 * @returns seconds to wait; 0 where it is the place's turn now; undefined where the queue is full
 */
export function takeTurn(db: AuthDb, queue: Queue): Promise<number | undefined> {
  const { name, place, stepSeconds, waitMaxSeconds, keptSeconds } = queue;
  return db.write(async (tx) => {
    const [waiting] = await tx.query<{ seconds: number }>(
      `select ceil(extract(epoch from turn_at - now()))::int as seconds
         from guess
        where name = $1 and expires_at > now()
          for update`,
      [place],
    );
    if (waiting !== undefined && waiting.seconds > 0) return waiting.seconds;
    if (waiting !== undefined) {
      await tx.execute("delete from guess where name = $1", [place]);
      return 0;
    }
    const [last] = await tx.query<{ seconds: number }>(
      `insert into guess (name, count, expires_at, turn_at)
       values ($1, 0, now() + make_interval(secs => 2 * $3::int), now())
       on conflict (name) do update
          set turn_at = greatest(guess.turn_at + make_interval(secs => $2::int), now()), expires_at = excluded.expires_at
        where guess.turn_at + make_interval(secs => $2::int) <= now() + make_interval(secs => $3::int)
       returning ceil(extract(epoch from turn_at - now()))::int as seconds`,
      [name, stepSeconds, waitMaxSeconds],
    );
    if (last === undefined || last.seconds <= 0) return last?.seconds;
    await tx.execute(
      `insert into guess (name, count, expires_at, turn_at)
       values ($1, 0, now() + make_interval(secs => $2::int + $3::int), now() + make_interval(secs => $2::int))
       on conflict (name) do update set expires_at = excluded.expires_at, turn_at = excluded.turn_at`,
      [place, last.seconds, keptSeconds],
    );
    return last.seconds;
  });
}

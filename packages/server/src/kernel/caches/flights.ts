/** Work that several callers wait for: begun by the first, ended early when the last has gone. */

interface Flight<V> {
  readonly result: Promise<V>;
  readonly controller: AbortController;
  waiting: number;
}

export interface Flights<V> {
  /**
   * What `work` gives, or what the work that is under way for this key will give. Rejects with the signal's reason when it is aborted
   * meanwhile; the work goes on as long as somebody else waits for it.
   */
  join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<V>): Promise<V>;
}

export function createFlights<V>(): Flights<V> {
  const flights = new Map<string, Flight<V>>();

  const take = (key: string, work: (signal: AbortSignal) => Promise<V>): Flight<V> => {
    const known = flights.get(key);
    if (known !== undefined) return known;
    const controller = new AbortController();
    const flight = { result: work(controller.signal), controller, waiting: 0 };
    flights.set(key, flight);
    return flight;
  };

  const leave = (key: string, flight: Flight<V>): void => {
    flight.waiting -= 1;
    if (flight.waiting > 0) return;
    // Another may have begun meanwhile, where this one's callers stayed to hear its end.
    if (flights.get(key) === flight) flights.delete(key);
    flight.controller.abort();
  };

  return {
    join: async (key, signal, work) => {
      const flight = take(key, work);
      flight.waiting += 1;
      const gone = Promise.withResolvers<never>();
      const hangUp = (): void => gone.reject(signal.reason);
      signal.addEventListener("abort", hangUp, { once: true });
      try {
        return await Promise.race([flight.result, gone.promise]);
      } finally {
        signal.removeEventListener("abort", hangUp);
        leave(key, flight);
      }
    },
  };
}

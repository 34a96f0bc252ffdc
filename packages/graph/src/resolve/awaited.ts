/** What waiting for a value gives. */
import { exactly, type Found, NOTHING, type Value } from "./values.ts";

const PROMISES: ReadonlySet<string> = new Set([
  "Promise",
  "PromiseLike",
  "Awaitable",
  "Coroutine",
  "Future",
  "Task",
  "ValueTask",
]);

/** What a promise holds; anything else is there already. */
export function awaited(value: Value): Found {
  if (value.kind !== "external" || !PROMISES.has(value.symbol.slice(value.symbol.lastIndexOf(".") + 1))) {
    return exactly(value);
  }
  return value.arguments.at(-1) ?? NOTHING;
}

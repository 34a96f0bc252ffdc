import type { Arguments } from "./arguments.ts";
import { usage } from "./failure.ts";

const HOURS_PER: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** What `--flag 24h`, `30d` or `2w` says, in hours. @throws CliError USAGE for another form */
export function hoursOf(given: Arguments, flag: string): number | undefined {
  const text = given.text(flag);
  if (text === undefined) return undefined;
  const [, digits, unit = ""] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  const hours = Number(digits) * (HOURS_PER[unit] ?? Number.NaN);
  if (!Number.isNaN(hours)) return hours;
  throw usage(
    `--${flag} cannot be "${text}"`,
    `Write hours, days or weeks: --${flag} 24h, --${flag} 30d, --${flag} 2w.`,
  );
}

/** The same in days. @throws CliError USAGE where they are not whole */
export function daysOf(given: Arguments, flag: string): number | undefined {
  const hours = hoursOf(given, flag);
  if (hours === undefined || hours % 24 === 0) return hours === undefined ? undefined : hours / 24;
  throw usage(`--${flag} counts whole days`, `For example --${flag} ${Math.ceil(hours / 24)}d.`);
}

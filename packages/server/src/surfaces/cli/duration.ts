import type { Arguments } from "./arguments.ts";
import { usage } from "./failure.ts";

const MINUTES_PER: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };

/** What `--flag 30m`, `24h`, `30d` or `2w` says, in minutes. @throws CliError USAGE for another form */
export function minutesOf(given: Arguments, flag: string): number | undefined {
  return inMinutes(given, flag, /^(\d{1,6})([mhdw])$/);
}

/** What `--flag 24h`, `30d` or `2w` says, in hours. @throws CliError USAGE for another form */
export function hoursOf(given: Arguments, flag: string): number | undefined {
  const minutes = inMinutes(given, flag, /^(\d{1,6})([hdw])$/);
  return minutes === undefined ? undefined : minutes / 60;
}

function inMinutes(given: Arguments, flag: string, form: RegExp): number | undefined {
  const text = given.text(flag);
  if (text === undefined) return undefined;
  const [, digits, unit = ""] = form.exec(text) ?? [];
  const minutes = Number(digits) * (MINUTES_PER[unit] ?? Number.NaN);
  if (!Number.isNaN(minutes)) return minutes;
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

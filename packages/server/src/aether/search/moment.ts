const MOMENT =
  /^(?<year>\d{4})(?:-(?<month>\d\d)(?:-(?<day>\d\d)(?<time>T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?$/i;

/** A day, month, year or time as people write them, as ISO 8601: its beginning, in UTC where no zone is said. Undefined for what is none. */
export function momentOf(written: string): string | undefined {
  const { year, month = "01", day = "01", time = "T00:00:00" } = MOMENT.exec(written)?.groups ?? {};
  if (year === undefined || year === "0000") return undefined;
  const zone = /(?:Z|[+-]\d\d:\d\d)$/i.test(time) ? "" : "Z";
  const moment = new Date(`${year}-${month}-${day}${time.toUpperCase()}${zone}`);
  // The 31st of February would be taken for a day of March.
  const isDay = new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day);
  return Number.isNaN(moment.getTime()) || !isDay ? undefined : moment.toISOString();
}

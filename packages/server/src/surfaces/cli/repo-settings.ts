import type { Repository, UpdateRepositoryInput } from "@aether/client";

import type { Arguments } from "./arguments.ts";
import { minutesOf } from "./duration.ts";
import { usage } from "./failure.ts";
import { count } from "./place.ts";
import { plainLine } from "./terminal.ts";

type Changes = Omit<UpdateRepositoryInput, "id" | "expected_version">;

/** What `--without` takes away, and how the API calls it. */
const REMOVABLE: Readonly<Record<string, Exclude<keyof Changes, "name">>> = {
  ref: "ref",
  credential: "credential",
  schedule: "schedule_minutes",
  "keep-snapshots": "keep_snapshots",
  "keep-days": "keep_days",
};

/** What `aether repos set` is to change. @throws CliError USAGE where that is nothing */
export function settingsOf(given: Arguments): Changes {
  const asked = {
    name: given.text("name"),
    ref: given.text("ref"),
    credential: given.text("credential"),
    schedule_minutes: minutesOf(given, "schedule"),
    keep_snapshots: given.integer("keep-snapshots"),
    keep_days: given.integer("keep-days"),
  };
  const set = Object.entries(asked).filter(([, value]) => value !== undefined);
  const taken = given.list("without").map((name): [string, null] => [fieldOf(name), null]);
  if (set.length + taken.length === 0)
    throw usage("aether repos set needs what to change", "For example: aether repos set shop --schedule 6h");
  return Object.fromEntries([...set, ...taken]);
}

function fieldOf(name: string): string {
  const field = Object.hasOwn(REMOVABLE, name) ? REMOVABLE[name] : undefined;
  if (field !== undefined) return field;
  throw usage(`there is no setting "${name}" to take away`, `There are: ${Object.keys(REMOVABLE).join(", ")}.`);
}

/** What people have set of a repository. */
export function settingLines({ followed, credential, schedule, keep_snapshots, keep_days }: Repository): string[] {
  const kept = [
    ...(keep_snapshots === null ? [] : [count(keep_snapshots, "snapshot")]),
    ...(keep_days === null ? [] : [count(keep_days, "day")]),
  ];
  return [
    ...(followed === null ? [] : [`  follows ${plainLine(followed)}`]),
    ...(credential === null ? [] : [`  opened by ${plainLine(credential)}`]),
    ...(schedule === null
      ? []
      : [`  read again every ${inWords(schedule.every_minutes)}, next at ${schedule.next_at.slice(0, 16)}Z`]),
    ...(kept.length === 0 ? [] : [`  keeps of its past: ${kept.join(", ")}`]),
  ];
}

function inWords(minutes: number): string {
  if (minutes % 1440 === 0) return count(minutes / 1440, "day");
  return minutes % 60 === 0 ? count(minutes / 60, "hour") : count(minutes, "minute");
}

import { expect, test } from "vitest";

import { manualClock } from "#kernel/time";

import { createCursors } from "./cursors.ts";

const DAY_MS = 86_400_000;
const scope = { tenantId: "a", operation: "list_jobs" };
const KEY = Buffer.alloc(32, 1);

function cursorsAt(clock = manualClock(0), key = KEY) {
  return createCursors({ key, clock });
}

test("a cursor leads back to its position, any text", () => {
  const cursors = cursorsAt();
  for (const position of ["", "x", "ä\0…", "9".repeat(200)]) {
    expect(cursors.open(scope, cursors.seal(scope, position))).toBe(position);
  }
});

test("TIME-08: a cursor with one changed character is refused, wherever it was changed", () => {
  const cursors = cursorsAt();
  const sealed = cursors.seal(scope, "position");
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    expect(() => cursors.open(scope, changed)).toThrow("not one that this operation gave out");
  }
});

test("TIME-08: another tenant's cursor, another operation's and another installation's are refused", () => {
  const cursors = cursorsAt();
  const sealed = cursors.seal(scope, "position");
  expect(() => cursors.open({ ...scope, tenantId: "b" }, sealed)).toThrow("to you");
  expect(() => cursors.open({ ...scope, operation: "list_tenants" }, sealed)).toThrow("to you");
  expect(() => cursorsAt(manualClock(0), Buffer.alloc(32, 2)).open(scope, sealed)).toThrow("to you");
});

test("TIME-08: a cursor is good for a day", () => {
  const clock = manualClock(0);
  const cursors = cursorsAt(clock);
  const sealed = cursors.seal(scope, "position");
  clock.advance(DAY_MS);
  expect(cursors.open(scope, sealed)).toBe("position");
  clock.advance(1);
  expect(() => cursors.open(scope, sealed)).toThrow("older than a day");
});

test.each(["", "A", "!!!!", "AAAA", "A".repeat(40), `${"A".repeat(31)}=`])("%j is no cursor", (text) => {
  expect(() => cursorsAt().open(scope, text)).toThrow("not one that this operation gave out");
});

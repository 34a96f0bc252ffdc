/** Every command of the command line, run by everybody who must not hear of what another tenant has. */
import { isDeepStrictEqual } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Identity, permissionsOf, type Role } from "../../packages/server/src/kernel/tenancy/index.ts";
import { COMMANDS } from "../../packages/server/src/surfaces/cli/command-table.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import type { Run } from "../surfaces/aether-command.ts";
import { COMMAND_EXAMPLES, type CommandExamples, LOCAL, SIGN_INS, TOLERANT } from "./commands.ts";
import { type CommandPlace, runHere, runThere } from "./run-command.ts";
import { leaked, saying } from "./told.ts";
import { openHouse, OPERATOR, type TwoTenants } from "./two-tenants.ts";
import { nowhere, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const ROLES: readonly Role[] = ["owner", "admin", "member", "viewer"];
/** What differs by the words that are looked for, whoever has them. */
const RANKED = "search";
/** Flags whose value is the name of something that a tenant has. */
const NAMING = new Set(["repo", "ref", "symbol", "actor", "email", "tenant", "name", "credential"]);

/** What a tenant's owner may not either. */
const OF_THE_OPERATOR = "--platform";
const ofRun = (run: Run): Run => told(run, nowhere());

const told = ({ code, stdout, stderr }: Run, world: World): Run => ({
  code,
  stdout: saying(stdout, world),
  stderr: saying(stderr, world),
});

/** Of what could be done; what is there already, and hosts that nobody may be sent to, are answers as well. */
const ANSWERS = new Set(["OK", "CONFLICT", "VALIDATION_ERROR", "URL_REFUSED"]);

/** They take away what the others ask for. */
const LAST = ["forget", "delete", "tenant"];

const isGone = ([command = ""]: readonly string[], outcome: string): boolean =>
  LAST.includes(command) && outcome === "NOT_FOUND";

/** Each example with its command's name, of what is read before what is changed. */
function linesOf(part: keyof CommandExamples) {
  return Object.entries(COMMAND_EXAMPLES)
    .flatMap(([command, examples]) => (examples[part] ?? []).map((line) => ({ command, line })))
    .toSorted((a, b) => LAST.indexOf(a.command) - LAST.indexOf(b.command));
}

describe("the list of commands that are tried", () => {
  test("has every command there is, once", () => {
    const tried = [...Object.keys(COMMAND_EXAMPLES), ...Object.keys(LOCAL)];
    expect(tried.toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
  });

  test("has every action of a command, and every flag that names what a tenant has", () => {
    const world = nowhere();
    for (const { name, operands, flags } of COMMANDS.filter((command) => !Object.hasOwn(LOCAL, command.name))) {
      const { lines = [], own = [] } = COMMAND_EXAMPLES[name] ?? {};
      const words = [...lines, ...own].map((line) => line(world));
      const actions = /^\[?[a-z]/.test(operands) ? operands.match(/[a-z][a-z-]+/g) : [];
      for (const action of actions ?? [])
        expect({ name, tried: words.map(([, word]) => word) }).toMatchObject({
          tried: expect.arrayContaining([action]),
        });
      for (const flag of flags.filter((one) => NAMING.has(one.name)))
        expect({ name, tried: words.flat() }).toMatchObject({ tried: expect.arrayContaining([`--${flag.name}`]) });
    }
  });
});

/** What the command shows is the same on both engines: other tests ask the operations on each. */
const SERVERS = ENGINES.filter(({ engine }) => engine === "postgres");

describe.each(SERVERS)("every command against $engine", (engine) => {
  let house: TwoTenants;
  let place: CommandPlace;
  let folder: TemporaryFolder;
  let us: Identity;
  beforeAll(async () => {
    folder = temporaryFolder();
    house = await openHouse(engine);
    place = { asker: house.asker, folder: folder.path };
    us = house.person(house.ours.tenantId, "owner");
  }, 2 * MINUTE_MS);
  afterAll(async () => {
    await house.close();
    folder[Symbol.dispose]();
  });

  test(
    "API-02, API-18: says of what is another tenant's what it says of what is not there",
    async () => {
      for (const { command, line } of linesOf("lines")) {
        const missing = nowhere();
        const words = line(house.theirs);
        const ofTheirs = await runHere(place, us, words);
        const ofNobody = await runHere(place, us, line(missing));
        const name = line(missing).join(" ");
        const isSame = command === RANKED || isDeepStrictEqual(told(ofTheirs, house.theirs), told(ofNobody, missing));
        expect({ name, isSame, ofTheirs: isSame ? "" : ofTheirs }).toEqual({ name, isSame: true, ofTheirs: "" });
        const said = leaked(ofTheirs.stdout + ofTheirs.stderr, { of: house.theirs, given: words });
        expect({ name, leaked: said }).toEqual({ name, leaked: [] });
      }
    },
    2 * MINUTE_MS,
  );

  test(
    "API-02: says the same from a process of its own",
    async () => {
      const first = Object.entries(COMMAND_EXAMPLES).map(([command, { lines, own = [] }]) => {
        const line = lines[0] ?? own[0];
        if (line === undefined) throw new Error(`${command} has no example`);
        return { line, isOwn: lines.length === 0 };
      });
      for (const { line, isOwn } of first) {
        // What would be done is refused to a viewer.
        const caller = isOwn ? house.person(house.ours.tenantId, "viewer") : us;
        const [here, there] = await Promise.all(
          [runHere, runThere].map((run) => run(place, caller, line(house.theirs))),
        );
        const name = line(house.theirs).join(" ");
        if (here === undefined || there === undefined) throw new Error("it did not run");
        // Each process has another version, port and name of the machine's tools.
        const isSame = name === "doctor" ? there.code === here.code : isDeepStrictEqual(ofRun(there), ofRun(here));
        expect({ name, isSame, said: isSame ? "" : there }).toEqual({ name, isSame: true, said: "" });
      }
    },
    2 * MINUTE_MS,
  );

  test(
    "API-06: is answered where the table permits all that it asks, and refused where it does not",
    async () => {
      for (const { command, line } of [...linesOf("own"), ...linesOf("lines")]) {
        const words = line(house.ours);
        if (command === "join" || (command === "login" && words.includes("--email"))) continue; // whoever asks
        const least = await runAs("viewer", words); // before it is done
        const asked = await asAllowed(words);
        for (const role of differentRoles(asked)) {
          const { code, heard } = role === "viewer" ? least : await runAs(role, words);
          const isPermitted = (name: string): boolean => permissionsOf(role).includes(house.named(name).permission);
          const refused = heard.filter(({ outcome }) => outcome === "FORBIDDEN").map(({ operation }) => operation);
          const answered = heard.filter(({ operation }) => !refused.includes(operation));
          const isOfOperator = words.includes(OF_THE_OPERATOR);
          const isRefused = isOfOperator || !asked.every(isPermitted);
          const isTold = isRefused && !TOLERANT.has(command);
          expect({
            name: words.join(" "),
            role,
            isRefused: refused.length > 0,
            wrongly: isOfOperator ? [] : refused.filter(isPermitted),
            letIn: answered.filter(({ operation }) => !isPermitted(operation)),
            code: isTold ? code : 4,
          }).toEqual({ name: words.join(" "), role, isRefused, wrongly: [], letIn: [], code: 4 });
        }
      }
    },
    3 * MINUTE_MS,
  );

  const runAs = async (role: Role, words: readonly string[]) => {
    house.asker.heard();
    const { code } = await runHere(place, house.person(house.ours.tenantId, role), words);
    return { code, heard: house.asker.heard() };
  };

  /** One role of those that may the same of what a command asks. */
  const differentRoles = (asked: readonly string[]): Role[] => {
    const may = (role: Role): string =>
      asked.map((name) => permissionsOf(role).includes(house.named(name).permission)).join();
    return [...new Map(ROLES.map((role) => [may(role), role])).values()];
  };

  /** The operations that a command asks where all of them are permitted. */
  const asAllowed = async (words: readonly string[]): Promise<string[]> => {
    for (const caller of [us, OPERATOR]) {
      house.asker.heard();
      const { stderr } = await runHere(place, caller, words);
      const heard = house.asker.heard();
      if (heard.some(({ outcome }) => outcome === "FORBIDDEN")) continue;
      const isAnswered = heard.some(({ outcome }) => ANSWERS.has(outcome) || isGone(words, outcome));
      expect({
        name: words.join(" "),
        heard: isAnswered ? [] : heard,
        isAnswered,
        stderr: isAnswered ? "" : stderr,
      }).toMatchObject({
        isAnswered: true,
        heard: [],
      });
      return heard.map(({ operation }) => operation);
    }
    throw new Error(`nobody may ${words.join(" ")}`);
  };

  test("without a credential every command is refused alike, and nothing is shown", async () => {
    const refusals = new Set<string>();
    for (const { command, line } of [...linesOf("own"), ...linesOf("lines")]) {
      const words = line(house.theirs);
      const run = await runHere(place, undefined, words);
      const name = words.join(" ");
      const said = leaked(run.stdout + run.stderr, { of: house.theirs, given: words });
      expect({ name, said }).toEqual({ name, said: [] });
      if (command === "doctor") continue; // says of the machine what it finds
      expect({ name, code: run.code }).toEqual({ name, code: 4 });
      if (!SIGN_INS.has(command)) refusals.add(run.stdout + ofRun(run).stderr.replace(/^.*(?=error:)/s, ""));
    }
    expect([...refusals]).toEqual([expect.stringContaining("error:")]);
  });
});

import { expect, test } from "vitest";

import { demoServer, emptyFolder, runOnTerminal } from "./aether-command.ts";

test("a terminal sees one line with stage, bar, counts, rate, time left and skipped files, wiped at the end", async () => {
  const { directory } = await demoServer();
  const { code, screen } = await runOnTerminal(["index", directory], { AETHER_DATA: directory, TERM: "xterm" });
  expect(code).toBe(0);
  const drawn = screen.split("\r").filter((line) => line.includes("█"));
  expect(drawn[0]).toBe("parse      ██████░░░░░░░░░░░░░░  30 %  40/100  20/s  3 s left  1 skipped");
  expect(drawn.length).toBeGreaterThan(1);
  const afterBar = screen.slice(screen.lastIndexOf("█"));
  expect(afterBar).toMatch(/\r {60,}\r/);
  expect(afterBar).toMatch(/\n?.*shop.*: 2 files/);
});

test("colours are for terminals that know them and people who want them", async () => {
  const { directory } = await demoServer();
  const isColoured = async (args: readonly string[], env: Record<string, string>): Promise<boolean> =>
    (await runOnTerminal(args, { AETHER_DATA: directory, ...env })).screen.includes("\u001b");
  const search = ["search", "x"];
  expect(await isColoured(search, { TERM: "xterm" })).toBe(true);
  expect(await isColoured(search, { TERM: "dumb" })).toBe(false);
  expect(await isColoured(search, { TERM: "xterm", NO_COLOR: "1" })).toBe(false);
  expect(await isColoured([...search, "--no-color"], { TERM: "xterm" })).toBe(false);
  expect(await isColoured(["index", directory], { TERM: "xterm", NO_COLOR: "1" })).toBe(false);
  expect(await isColoured(["index", directory], { TERM: "dumb" })).toBe(false);
  expect(await isColoured(["frob"], { TERM: "xterm", NO_COLOR: "1" })).toBe(false);
}, 30_000);

test("on a terminal the words that matched are set off, and the source still commands nothing", async () => {
  const { directory } = await demoServer();
  const { screen } = await runOnTerminal(["search", "open"], { AETHER_DATA: directory, TERM: "xterm" });
  expect(screen).toContain("export function \u001b[36mopenSession\u001b[39m()");
  expect(screen).not.toContain("\u001b[31m");
  expect(screen).not.toContain("\u001b[2J");
});

test("on a terminal grep gathers lines under their files and sets off what matched", async () => {
  const { directory } = await demoServer();
  const { screen } = await runOnTerminal(["grep", "open"], { AETHER_DATA: directory, TERM: "xterm" });
  expect(screen.replaceAll("\r\n", "\n")).toContain(
    "\u001b[1msrc/session.ts\u001b[22m\n\u001b[2m2-\u001b[22m// \ufffd[31mred\n\u001b[2m3:\u001b[22mexport function \u001b[36mopen\u001b[39mSession() {\n",
  );
  expect(screen).toContain("…\u001b[36mopen\u001b[39m\ufffd[2J(");
  expect(screen.match(/src\/session\.ts/g)).toHaveLength(1);
});

test("Ctrl-C where a secret is asked for ends the command as interrupted, and blames nobody for what is missing", async () => {
  const home = await emptyFolder();
  const { code, screen } = await runOnTerminal(
    ["login", "http://127.0.0.1:9"],
    { HOME: home, AETHER_DATA: home, TERM: "dumb" },
    { onScreen: { of: /API key of/, act: (_found, type) => type("\u0003") } },
  );
  expect(code).toBe(130);
  expect(screen).toContain("nothing was typed");
  expect(screen).not.toContain("was given");
});

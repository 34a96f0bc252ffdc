/** Source trees sent as archives over HTTP. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createLogger } from "../../packages/server/src/kernel/log/index.ts";
import { permissionsOfLocalOwner } from "../../packages/server/src/kernel/tenancy/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { createRemotes } from "../../packages/server/src/remote/index.ts";
import {
  createHttpSurface,
  createOwnerAccess,
  type HttpSurface,
} from "../../packages/server/src/surfaces/http/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { type Answer, callHttp } from "../support/http-call.ts";

const TOKEN = "t".repeat(43);

/** A tar.gz of these files, as `tar` makes it. */
function packed(files: Readonly<Record<string, string>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "aether-pack-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const made = execFileSync("tar", ["-czf", "-", "-C", folder, "."], { maxBuffer: 20_000_000 });
  rmSync(folder, { recursive: true });
  return made;
}

describe.each(ENGINES)("archives on $engine", (engine) => {
  let aether: TestAether;
  let tenant: TestTenant;
  let surface: HttpSurface;
  let url: string;
  const room = realpathSync(mkdtempSync(join(tmpdir(), "aether-uploads-")));
  const [directory, trees] = [join(room, "clones"), join(room, "trees")];
  beforeAll(async () => {
    const remotes = createRemotes({ directory, trees, allowedHosts: [], caFile: undefined, maxBytes: 5_000_000 });
    aether = await openAether(engine, { remotes });
    tenant = await aether.tenant();
    const { tenantId } = tenant.context;
    const permissions = permissionsOfLocalOwner();
    surface = await createHttpSurface({
      operations: aether.operations,
      access: createOwnerAccess({ token: TOKEN, tenantId, permissions, clock: systemClock }),
      archives: remotes.uploads,
      ping: async () => {},
      log: createLogger({ level: "silent", to: process.stderr }),
      clock: systemClock,
      version: "0",
    });
    url = await surface.listen({ host: "127.0.0.1", port: 0 });
  }, 120_000);
  afterAll(async () => {
    await surface.stop(0);
    await aether.close();
    rmSync(room, { recursive: true, force: true });
  });

  function send(body: Buffer, query = "", type = "application/gzip"): Promise<Answer> {
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": type, "content-length": body.length };
    return callHttp(`${url}/api/v1/repositories/upload${query}`, { method: "POST", headers, body });
  }
  const left = (): string[] => (existsSync(directory) ? readdirSync(directory) : []);

  test("a tree is unpacked, read and found; what its ignore rules name is not", async () => {
    const body = packed({
      "a.py": "def opened():\n    return 1\n",
      "b.py": "def hidden():\n    return 1\n",
      ".gitignore": "b.py\n",
    });
    const answer = await send(body, "?name=shop");
    expect(answer.status).toBe(202);
    const { data } = answer.json();
    const job = await aether.whenFinished(tenant.context, data.job_id);
    expect(job).toMatchObject({ state: "succeeded", result: { repo: "shop" } });
    const repository = await tenant.call("get_repository", { id: "shop" });
    expect(repository).toMatchObject({ kind: "upload", path: `upload:${data.repo_id}`, state: "ready", commit: null });
    expect(repository.disk.tree_bytes).toBeGreaterThan(20);
    const { nodes } = await tenant.call("find_nodes", { name: "opened" });
    expect(nodes).toHaveLength(1);
    expect((await tenant.call("find_nodes", { name: "hidden" })).nodes).toEqual([]);
    expect(left()).toEqual([]);
  });

  test("another archive takes its place, and one tree is kept", async () => {
    const first = (await send(packed({ "a.py": "def one():\n    return 1\n" }), "?name=twice")).json().data;
    await aether.whenFinished(tenant.context, first.job_id);
    const second = await send(packed({ "a.py": "def two():\n    return 1\n" }), "?repo_id=twice");
    expect(second.status).toBe(202);
    const job = await aether.whenFinished(tenant.context, second.json().data.job_id);
    expect(job).toMatchObject({ state: "succeeded", result: { snapshot: 2 } });
    expect((await tenant.call("find_nodes", { name: "one", repo: "twice" })).nodes).toEqual([]);
    const folder = join(trees, tenant.context.tenantId, first.repo_id);
    expect(readdirSync(folder)).toHaveLength(1);
    const { job_id: deletion } = await tenant.call("delete_repository", { id: "twice" });
    await aether.whenFinished(tenant.context, deletion);
    expect(existsSync(folder)).toBe(false);
  });

  test("what is no archive, too large, or for another kind of repository is refused, and nothing stays", async () => {
    const before = (await tenant.call("list_repositories", {})).repositories.length;
    expect((await send(Buffer.from("hello"))).json().error.code).toBe("ARCHIVE_REFUSED");
    expect((await send(Buffer.alloc(6_000_000, "x"))).json().error.code).toBe("PAYLOAD_TOO_LARGE");
    expect((await send(packed({ "a.py": "x" }), "?repo_id=nothing")).json().error.code).toBe("NOT_FOUND");
    expect((await send(Buffer.from("{}"), "", "application/json")).status).toBe(415);
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/zip", "content-length": 2 };
    const elsewhere = await callHttp(`${url}/api/v1/repositories`, { method: "POST", headers, body: "PK" });
    expect(elsewhere.status).toBe(415);
    expect((await tenant.call("list_repositories", {})).repositories).toHaveLength(before);
    expect(left()).toEqual([]);
  });

  test("nobody's body is taken in before it is known who sends it", async () => {
    const body = packed({ "a.py": "x" });
    const headers = { "content-type": "application/gzip", "content-length": body.length };
    const answer = await callHttp(`${url}/api/v1/repositories/upload`, { method: "POST", headers, body });
    expect(answer.status).toBe(401);
    expect(left()).toEqual([]);
  });
});

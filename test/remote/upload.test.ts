/** Source trees sent as archives over HTTP. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createClient } from "../../packages/client/src/index.ts";
import { createIdempotency } from "../../packages/server/src/kernel/idempotency/index.ts";
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
import { looseScratch } from "../support/loose-scratch.ts";
import { OPEN_GUARDS } from "../support/open-guards.ts";

const TOKEN = "t".repeat(43);
const RECEIVE_LIMIT_MS = 3000;

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
  const directory = join(room, "scratch");
  beforeAll(async () => {
    const remotes = createRemotes({
      scratch: looseScratch(directory),
      allowedHosts: [],
      caFile: undefined,
      maxBytes: 5_000_000,
    });
    aether = await openAether(engine, { remotes });
    tenant = await aether.tenant();
    const { tenantId } = tenant.context;
    const permissions = permissionsOfLocalOwner();
    surface = await createHttpSurface({
      ...OPEN_GUARDS,
      operations: aether.operations,
      access: createOwnerAccess({ token: TOKEN, tenantId, permissions, clock: systemClock }),
      archives: remotes.uploads,
      idempotency: createIdempotency({ db: aether.db, key: Buffer.alloc(32), log: { warn: () => undefined } }),
      receiveLimitMs: RECEIVE_LIMIT_MS,
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

  function send(body: Buffer, query = "", more: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const type = { "content-type": "application/gzip", "content-length": String(body.length) };
    const headers = { authorization: `Bearer ${TOKEN}`, ...type, ...more };
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
    await expect.poll(left).toEqual([]);
  });

  test("another archive takes its place, and one tree is kept", async () => {
    const first = (await send(packed({ "a.py": "def one():\n    return 1\n" }), "?name=twice")).json().data;
    await aether.whenFinished(tenant.context, first.job_id);
    const second = await send(packed({ "a.py": "def two():\n    return 1\n" }), "?repo_id=twice");
    expect(second.status).toBe(202);
    const job = await aether.whenFinished(tenant.context, second.json().data.job_id);
    expect(job).toMatchObject({ state: "succeeded", result: { snapshot: 2 } });
    expect((await tenant.call("find_nodes", { name: "one", repo: "twice" })).nodes).toEqual([]);
    const archives = () =>
      aether.db
        .forTenant(tenant.context)
        .query("select bytes from archive where repo_id = $1 or repo_id is null order by archive_id", [first.repo_id]);
    expect(await archives()).toHaveLength(1);
    const { job_id: deletion } = await tenant.call("delete_repository", { id: "twice" });
    await aether.whenFinished(tenant.context, deletion);
    expect(await archives()).toEqual([]);
    const chunks = await aether.db
      .forTenant(tenant.context)
      .query("select c.begins_at from archive_chunk c join archive a using (archive_id) where a.repo_id = $1", [
        first.repo_id,
      ]);
    expect(chunks).toEqual([]);
  });

  test("what is no archive, too large, or for another kind of repository is refused, and nothing stays", async () => {
    const before = (await tenant.call("list_repositories", {})).repositories.length;
    expect((await send(Buffer.from("hello"))).json().error.code).toBe("ARCHIVE_REFUSED");
    expect((await send(Buffer.alloc(6_000_000, "x"))).json().error.code).toBe("PAYLOAD_TOO_LARGE");
    expect((await send(packed({ "a.py": "x" }), "?repo_id=nothing")).json().error.code).toBe("NOT_FOUND");
    expect((await send(Buffer.from("{}"), "", { "content-type": "application/json" })).status).toBe(415);
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

  /** A form as browsers write it. */
  function form(parts: readonly (readonly [name: string, value: string | Buffer])[], end = "--x--\r\n"): Buffer {
    const written = parts.flatMap(([name, value]) => {
      const file = typeof value === "string" ? "" : '; filename="../../shop.tar.gz"\r\nContent-Type: application/gzip';
      return [
        Buffer.from(`--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`),
        Buffer.from(value),
        Buffer.from("\r\n"),
      ];
    });
    return Buffer.concat([...written, Buffer.from(end)]);
  }
  const FORM = { "content-type": "multipart/form-data; boundary=x" };

  test("a form with the archive and its fields, in any order, is the same as the raw body", async () => {
    const archive = packed({ "a.py": "def formed():\n    return 1\n" });
    const sent = await send(
      form([
        ["archive", archive],
        ["name", "formed"],
      ]),
      "",
      FORM,
    );
    expect([sent.status, sent.json().data?.repo]).toEqual([202, "formed"]);
    await aether.whenFinished(tenant.context, sent.json().data.job_id);
    const again = await send(
      form([
        ["repo_id", "formed"],
        ["archive", archive],
      ]),
      "",
      FORM,
    );
    const job = await aether.whenFinished(tenant.context, again.json().data.job_id);
    expect(job).toMatchObject({ state: "succeeded", result: { repo: "formed", snapshot: 2, changed: 0 } });
    await expect.poll(left).toEqual([]);
  });

  test("PARSE-05: a form without an archive, with too much beside it, damaged, or cut off is refused, and nothing stays", async () => {
    const before = (await tenant.call("list_repositories", {})).repositories.length;
    const archive = packed({ "a.py": "x = 1\n" });
    const wrong: readonly (readonly [Buffer, string?, string?])[] = [
      [form([["name", "a"]])],
      [
        form([
          ["archive", "no file"],
          ["name", "a"],
        ]),
        "",
        "ARCHIVE_REFUSED",
      ],
      [
        form([
          ["archive", archive],
          ["archive", archive],
        ]),
      ],
      [
        form([
          ["archive", archive],
          ["name", "a"],
          ["name", "b"],
        ]),
      ],
      [
        form([
          ["archive", archive],
          ["name", "a"],
        ]),
        "?name=b",
      ],
      [
        form([
          ["archive", archive],
          ["name", "n".repeat(5000)],
        ]),
      ],
      [
        form([
          ["archive", archive],
          ["__proto__", "a"],
        ]),
      ],
      [
        form([
          ["archive", archive],
          ["color", "a"],
        ]),
      ],
      [form([["archive", archive], ...Array.from({ length: 5000 }, (_, at) => [`f${at}`, "x"] as const)])],
      [form([["archive", archive]], "")],
      [
        form(
          [
            ["archive", archive],
            ["name", "a"],
          ],
          "--x",
        ),
      ],
      [Buffer.from("no form at all")],
      [Buffer.alloc(0)],
      [form([["archive", Buffer.alloc(6_000_000, "x")]]), "", "PAYLOAD_TOO_LARGE"],
    ];
    for (const [body, query, code = "VALIDATION_ERROR"] of wrong) {
      const { error } = (await send(body, query, FORM)).json();
      expect([body.toString("latin1").slice(0, 200), error?.code]).toEqual([expect.anything(), code]);
    }
    for (const type of ["multipart/form-data", "multipart/form-data; boundary="])
      expect((await send(form([["archive", archive]]), "", { "content-type": type })).status).toBe(400);
    expect((await send(archive, "", { "content-encoding": "gzip" })).status).toBe(415);
    expect((await tenant.call("list_repositories", {})).repositories).toHaveLength(before);
    expect(left()).toEqual([]);
  });

  test("WEB-12: the same key with the same bytes is one upload, also in another wrapping; other bytes are an error", async () => {
    const archive = packed({ "a.py": "def keyed():\n    return 1\n" });
    const key = { "idempotency-key": "upload-1" };
    const first = await send(archive, "?name=keyed", key);
    await aether.whenFinished(tenant.context, first.json().data.job_id);
    const again = await send(
      form([
        ["archive", archive],
        ["name", "keyed"],
      ]),
      "",
      { ...FORM, ...key },
    );
    expect([again.status, again.headers["idempotency-replayed"], again.json().data]).toEqual([
      202,
      "true",
      first.json().data,
    ]);
    const other = await send(packed({ "a.py": "def other():\n    return 1\n" }), "?name=keyed", key);
    expect([other.status, other.json().error.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    const renamed = await send(archive, "?name=other", key);
    expect([renamed.status, renamed.json().error.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    expect((await tenant.call("get_repository", { id: "keyed" })).snapshot).toBe(1);
    expect(left()).toEqual([]);
  });

  test("the typed client sends a Blob, bytes or a stream", async () => {
    const client = createClient({ baseUrl: url, token: TOKEN });
    const archive = packed({ "a.py": "def typed():\n    return 1\n" });
    const forms = {
      blob: new Blob([Uint8Array.from(archive)]),
      bytes: archive,
      stream: new Blob([Uint8Array.from(archive)]).stream(),
    };
    for (const [name, bytes] of Object.entries(forms)) {
      const answer = await client.uploadRepository({ archive: bytes, name });
      const job = await aether.whenFinished(tenant.context, answer.job_id);
      expect([name, job.state, answer.repo]).toEqual([name, "succeeded", name]);
    }
    const stranger = createClient({ baseUrl: url, token: "wrong" });
    await expect(stranger.uploadRepository({ archive })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    // @ts-expect-error -- what callers without types may do
    await expect(async () => client.uploadRepository({ archive: "a path" })).rejects.toThrow('"archive" is no Blob');
  });

  /** A request that goes on with the next part each time it is asked to. */
  function slowly(length: number) {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let said = "";
    socket.on("data", (chunk) => (said += chunk.toString("latin1")));
    const ended = new Promise<string>((resolve) => socket.on("close", () => resolve(said)));
    socket.on("error", () => undefined);
    socket.write(
      `POST /api/v1/repositories/upload?name=slow HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n` +
        `Content-Type: application/gzip\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`,
    );
    return { socket, ended };
  }

  test("an archive may take longer than a request, as long as it keeps coming", async () => {
    const noise = randomBytes(40_000).toString("hex");
    const archive = packed({ "a.py": `def slow():\n    return 1\n# ${noise}\n` });
    const { socket, ended } = slowly(archive.length);
    const started = performance.now();
    for (let at = 0; at < archive.length; at += 5000) {
      socket.write(archive.subarray(at, at + 5000));
      await new Promise((resolve) => setTimeout(resolve, RECEIVE_LIMIT_MS / 3));
    }
    expect(await ended).toMatch(/^HTTP\/1\.1 202 /);
    expect(performance.now() - started).toBeGreaterThan(2 * RECEIVE_LIMIT_MS);
  }, 30_000);

  test("an archive that stops coming, or drips, is ended, and nothing stays of it", async () => {
    const silent = slowly(100_000);
    silent.socket.write("x".repeat(50_000));
    const dripping = slowly(100_000);
    const drip = setInterval(() => dripping.socket.write("x"), 200);
    expect(await silent.ended).toMatch(/^HTTP\/1\.1 408 /);
    expect(await dripping.ended).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(drip);
    await expect.poll(left).toEqual([]);
  }, 30_000);

  test("a sender has four on their way at most; whoever hangs up leaves nothing", async () => {
    const open = Array.from({ length: 4 }, () => slowly(4_000_000));
    const goOn = setInterval(() => open.forEach(({ socket }) => socket.write("x".repeat(1000))), 100);
    await expect.poll(() => left().length, { timeout: 20_000 }).toBe(4);
    const refused = await send(packed({ "a.py": "x = 1\n" }));
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "10"]);
    clearInterval(goOn);
    for (const { socket } of open) socket.destroy();
    await expect.poll(left).toEqual([]);
    expect((await send(Buffer.from("hello"))).json().error.code).toBe("ARCHIVE_REFUSED");
  });

  test("an archive far over the limit gets its answer, not a broken connection", async () => {
    const answer = await send(Buffer.alloc(100_000_000, "x"));
    expect([answer.status, answer.json().error.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
    expect(left()).toEqual([]);
  }, 30_000);
});

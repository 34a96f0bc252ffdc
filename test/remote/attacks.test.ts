/** What a hostile URL, server or repository can try against the cloning itself. Names begin with the row of the attack list. */
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, deflateRawSync } from "node:zlib";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { discoverCommit } from "../../packages/graph/src/disk.ts";
import { parseAllowedHosts } from "../../packages/server/src/kernel/outgoing/index.ts";
import {
  type Clone,
  createRemotes,
  type Remotes,
  type RemotesOptions,
} from "../../packages/server/src/remote/index.ts";
import { gitServer, type GitServer } from "../support/git-server.ts";
import { looseScratch } from "../support/loose-scratch.ts";

const TENANT = "00000000-0000-4000-8000-000000000001";

let server: GitServer;
let unfiltered: GitServer;
let internal: Server;
let internalPort = 0;
let directory: string;
let requestsInside = 0;

beforeAll(async () => {
  [server, unfiltered] = await Promise.all([gitServer(), gitServer({ filters: false })]);
  directory = realpathSync(mkdtempSync(join(tmpdir(), "aether-clones-")));
  internal = createServer((_request, response) => {
    requestsInside += 1;
    response.end();
  });
  await new Promise<void>((resolve) => internal.listen(0, "127.0.0.1", resolve));
  const address = internal.address();
  internalPort = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(async () => {
  await Promise.all([server.close(), unfiltered.close()]);
  await new Promise((resolve) => internal.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});
afterEach(() => {
  const left = readdirSync(directory).length;
  if (requestsInside > 0 || left > 0) throw new Error(`${requestsInside} requests inside, ${left} folders left`);
});

function remotes(options: Partial<RemotesOptions> = {}, of: GitServer = server): Remotes {
  const allowedHosts = parseAllowedHosts(of.host) ?? [];
  return createRemotes({
    scratch: looseScratch(directory),
    allowedHosts,
    caFile: of.caFile,
    maxBytes: 20_000_000,
    ...options,
  });
}

interface Wish {
  readonly of?: GitServer;
  readonly ref?: string;
  readonly signal?: AbortSignal;
  readonly options?: Partial<RemotesOptions>;
  readonly secret?: string;
}

function clone(name: string, { of = server, ref, signal, options, secret }: Wish = {}): Promise<Clone> {
  return remotes(options, of).clone({
    tenantId: TENANT,
    url: `${of.origin}/${name}.git`,
    ref,
    maxFileBytes: 10_000,
    credential: secret === undefined ? undefined : { username: "git", secret },
    signal: signal ?? new AbortController().signal,
  });
}

function commitsOf(name: string, refs: readonly (string | undefined)[], of = server) {
  const asked = {
    tenantId: TENANT,
    url: `${of.origin}/${name}.git`,
    refs,
    credential: undefined,
    signal: new AbortController().signal,
  };
  return remotes({}, of).commitsOf(asked);
}

async function discovered(name: string, wish: Wish = {}, maxFiles = 1000) {
  const cloned = await clone(name, wish);
  try {
    const found = await discoverCommit(cloned.folder, cloned.ref, {
      maxFiles,
      maxFileBytes: 10_000,
      absent: "too-large",
    });
    return { ...found, paths: found.files.map(({ path }) => path) };
  } finally {
    await cloned.remove();
  }
}

/** Processes whose arguments name this server. */
function processesOf({ port }: GitServer): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const told = readFileSync(`/proc/${pid}/cmdline`, "utf8") + readFileSync(`/proc/${pid}/environ`, "utf8");
        return told.includes(`localhost:${port}`) ? [told] : [];
      } catch {
        return []; // it has ended, or is another user's
      }
    });
}

describe("GIT-02: a ref is no option", () => {
  test.each(["--upload-pack=touch X;", "-c protocol.ext.allow=always", "+main:refs/heads/x", "a..b"])(
    "%s is refused before anything is asked",
    async (ref) => {
      const before = server.asked.length;
      await expect(clone("any", { ref })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
      expect(server.asked.length).toBe(before);
    },
  );
});

test.each(["http", "https"])(
  "GIT-03: where refs lead is not asked behind a redirect to an internal %s address",
  async (protocol) => {
    server.answer("/listed.git", (_request, response) => {
      response.writeHead(302, { location: `${protocol}://127.0.0.1:${internalPort}/a.git/info/refs` }).end();
    });
    await expect(commitsOf("listed", [undefined])).rejects.toMatchObject({ code: "URL_REFUSED" });
  },
);

test("GIT-02: no ref that is asked about is an option", async () => {
  const before = server.asked.length;
  for (const ref of ["--upload-pack=touch X;", "a*", "-h"])
    await expect(commitsOf("any", ["main", ref])).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  expect(server.asked.length).toBe(before);
});

test("GIT-13: a list of refs without an end is ended, and tells of none that it is missing", async () => {
  const repository = unfiltered.repository("crowd");
  repository.write({ "a.py": "x = 1\n" });
  const commit = repository.commit("first");
  // They end as the one does that is asked for, which the pattern of git's own list takes for it.
  const refs = Array.from(
    { length: 5000 },
    (_, at) => `${commit} refs/heads/${String(at).padStart(5, "0")}/refs/heads/zz\n`,
  );
  writeFileSync(
    join(repository.root, ".git", "packed-refs"),
    `# pack-refs with: peeled fully-peeled sorted \n${refs.join("")}`,
  );
  unfiltered.answer("/crowd.git/info/refs", (request, response) => {
    // A server of protocol 0 tells of all.
    const { "git-protocol": _, ...headers } = request.headers;
    unfiltered.pass(Object.assign(request, { headers }), response);
  });
  const asking = commitsOf("crowd", ["zz"], unfiltered);
  await expect(asking).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
});

test.each([
  ["http", "127.0.0.1"],
  ["https", "127.0.0.1"],
  ["http", "169.254.169.254"],
])("GIT-03: a redirect to %s at the internal address %s is not followed", async (protocol, address) => {
  server.answer("/moved.git", (_request, response) => {
    response.writeHead(302, { location: `${protocol}://${address}:${internalPort}/a.git/info/refs` }).end();
  });
  await expect(clone("moved")).rejects.toMatchObject({ code: "URL_REFUSED" });
});

test("GIT-04: git asks the address that was judged, whatever the name leads to by then", async () => {
  const repository = server.repository("pinned");
  repository.write({ "a.py": "x = 1\n" });
  repository.commit("first");
  let lookups = 0;
  const cloned = await remotes({
    allowedHosts: parseAllowedHosts(`git.example.org:${server.port}`) ?? [],
    resolve: async () => (lookups++ === 0 ? ["127.0.0.1"] : ["127.0.0.2"]),
  }).clone({
    tenantId: TENANT,
    url: `https://git.example.org:${server.port}/pinned.git`,
    ref: undefined,
    maxFileBytes: 1000,
    credential: undefined,
    signal: new AbortController().signal,
  });
  await cloned.remove();
  expect(lookups).toBe(1);
});

test("GIT-04: a name that was public when registered and is not when cloned is refused", async () => {
  let lookups = 0;
  const rebinding = remotes({ allowedHosts: [], resolve: async () => (lookups++ === 0 ? ["8.8.8.8"] : ["127.0.0.1"]) });
  const url = `https://rebind.example.org:${server.port}/pinned.git`;
  const before = server.asked.length;
  await rebinding.check(url);
  const asked = {
    tenantId: TENANT,
    url,
    ref: undefined,
    maxFileBytes: 1,
    credential: undefined,
    signal: new AbortController().signal,
  };
  await expect(rebinding.clone(asked)).rejects.toMatchObject({ code: "URL_REFUSED" });
  expect(server.asked.length).toBe(before);
});

test("GIT-08: links and submodules of a commit are left out with the reason, and lead nowhere", async () => {
  const repository = server.repository("links");
  repository.write({ "a.py": "x = 1\n" });
  symlinkSync("/etc/passwd", join(repository.root, "link.ts"));
  symlinkSync("../../..", join(repository.root, "up"));
  symlinkSync("loop", join(repository.root, "loop"));
  repository.git("add", "--all");
  repository.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},module`);
  repository.git("commit", "--quiet", "--message", "links");
  const { paths, skipped } = await discovered("links");
  expect(paths).toEqual(["a.py"]);
  expect(skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
    "link.ts symlink",
    "loop symlink",
    "module other-repository",
    "up symlink",
  ]);
});

describe("GIT-10: nothing of a repository, a user or this process's environment is run or heard", () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  test("filters, attributes, hooks, templates, a global configuration and GIT_* variables do nothing", async () => {
    const repository = server.repository("pwn");
    const mark = join(directory, "..", `pwned-${process.pid}`);
    const home = mkdtempSync(join(tmpdir(), "aether-home-"));
    repository.write({
      "a.py": "x = 1\n",
      ".gitattributes": "*.py filter=pwn diff=pwn export-subst\n",
      ".gitmodules": `[submodule "m"]\n\tpath = m\n\turl = http://127.0.0.1:${internalPort}/\n`,
    });
    repository.commit("first");
    const config = `[filter "pwn"]\n\tsmudge = touch ${mark}\n[diff "pwn"]\n\ttextconv = touch ${mark}\n[core]\n\tfsmonitor = touch ${mark}\n\thooksPath = ${home}\n[url "http://127.0.0.1:${internalPort}/"]\n\tinsteadOf = https://\n`;
    writeFileSync(join(home, ".gitconfig"), config);
    writeFileSync(join(home, "post-checkout"), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    Object.assign(process.env, {
      HOME: home,
      GIT_CONFIG_GLOBAL: join(home, ".gitconfig"),
      GIT_TEMPLATE_DIR: home,
      GIT_TRACE: mark,
      GIT_PROXY_COMMAND: `touch ${mark}`,
      GIT_EXEC_PATH: home,
      GIT_SSL_NO_VERIFY: "1",
      HTTPS_PROXY: `http://127.0.0.1:${internalPort}`,
      https_proxy: `http://127.0.0.1:${internalPort}`,
    });
    expect((await discovered("pwn")).paths).toEqual([".gitattributes", ".gitmodules", "a.py"]);
    expect(() => readFileSync(mark)).toThrow("ENOENT");
    rmSync(home, { recursive: true });
  });

  test("a certificate that nobody vouches for is refused, also with an environment that would not look", async () => {
    Object.assign(process.env, { GIT_SSL_NO_VERIFY: "1" });
    await expect(clone("pwn", { options: { caFile: undefined } })).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});

test("GIT-11: a pointer of Git LFS is left out as such, and its server is not asked", async () => {
  const repository = server.repository("lfs");
  repository.write({
    "a.py": "x = 1\n",
    "model.py": `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`,
    ".lfsconfig": `[lfs]\n\turl = http://127.0.0.1:${internalPort}/lfs\n`,
    ".gitattributes": "model.py filter=lfs diff=lfs merge=lfs -text\n",
  });
  repository.commit("first");
  const { skipped } = await discovered("lfs");
  expect(skipped).toMatchObject([{ path: "model.py", reason: "lfs-pointer" }]);
});

test("GIT-12: trees that hold each other ten to the tenth times end within 10 s at the limit of entries", async () => {
  const repository = server.repository("bomb");
  repository.write({ "a.py": "x = 1\n" });
  repository.commit("first");
  const tree = (lines: string): string =>
    execFileSync("git", ["mktree"], { cwd: repository.root, input: lines, encoding: "utf8" }).trim();
  let id = repository.git("rev-parse", "HEAD:a.py");
  let mode = "100644 blob";
  for (let level = 0; level < 10; level += 1) {
    id = tree(Array.from({ length: 10 }, (_, at) => `${mode} ${id}\t${at}\n`).join(""));
    mode = "040000 tree";
  }
  repository.git("update-ref", "refs/heads/main", repository.git("commit-tree", id, "-m", "bomb"));
  const started = performance.now();
  await expect(discovered("bomb", {}, 200_000)).rejects.toMatchObject({ code: "TOO_MANY_FILES" });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("GIT-12: as many entries as files are allowed are listed, and not one more, whatever is ignored of them", async () => {
  const repository = server.repository("entries");
  for (let at = 0; at < 19; at += 1) repository.write({ [`${at}.py`]: `x = ${at}\n` });
  repository.write({ ".aetherignore": "1*.py\n" });
  repository.commit("twenty");
  expect((await discovered("entries", {}, 20)).paths).toHaveLength(10);
  await expect(discovered("entries", {}, 19)).rejects.toMatchObject({ code: "TOO_MANY_FILES" });
});

/** Ten gigabytes of zeros: what git calls the blob, made once by `openssl sha1` over its header and them. */
const TEN_GB = { size: 10_737_418_240, id: "1119181c4708377b56e8dedc83bba16a2ce4a254" };

/** Writes that blob as git keeps one, without deflating ten gigabytes: what is written for a megabyte is written again and again. */
function writeTenGigabytes(root: string): void {
  const head = deflateRawSync(`blob ${TEN_GB.size}\0`, { finishFlush: constants.Z_FULL_FLUSH });
  const zeros = deflateRawSync(Buffer.alloc(1_048_576), { finishFlush: constants.Z_FULL_FLUSH });
  const packed = [Buffer.from([0x78, 0x9c]), head, ...Array.from({ length: 10_240 }, () => zeros), Buffer.from([3, 0])];
  const folder = join(root, ".git", "objects", TEN_GB.id.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  // Its checksum, at the end, is read by whoever has unpacked all of it.
  writeFileSync(join(folder, TEN_GB.id.slice(2)), Buffer.concat([...packed, Buffer.alloc(4)]));
}

describe("GIT-13: what comes is bounded", () => {
  test("ten gigabytes of zeros in ten megabytes are left out by their size; where they come all the same, time is up", async () => {
    for (const of of [server, unfiltered]) {
      const repository = of.repository("ten-gigabytes");
      repository.write({ "a.py": "x = 1\n" });
      repository.commit("first");
      writeTenGigabytes(repository.root);
      const lines = `${repository.git("ls-tree", "HEAD").trim()}\n100644 blob ${TEN_GB.id}\tzeros.txt\n`;
      const tree = execFileSync("git", ["mktree", "--missing"], {
        cwd: repository.root,
        input: lines,
        encoding: "utf8",
      });
      const commit = repository.git("commit-tree", tree.trim(), "-m", "bomb").trim();
      repository.git("update-ref", "refs/heads/main", commit);
    }
    const { paths, skipped } = await discovered("ten-gigabytes");
    expect(paths).toEqual(["a.py"]);
    expect(skipped).toMatchObject([{ path: "zeros.txt", reason: "too-large" }]);
    const cloning = clone("ten-gigabytes", { of: unfiltered, options: { limits: { fetchMs: 3000 } } });
    await expect(cloning).rejects.toMatchObject({ code: expect.stringMatching(/^(?:TIMEOUT|UPSTREAM_FAILED)$/) });
    expect(processesOf(unfiltered)).toEqual([]);
  });

  test("a past of a hundred thousand commits, each a delta of the one before, comes to its newest two thousand", async () => {
    const repository = server.repository("old");
    const text = (at: number): string => `x = ${at}\n${"# the same\n".repeat(20)}`;
    const commits = Array.from({ length: 100_000 }, (_, at) => {
      const message = `m${at}`;
      const body = text(at);
      const head = `commit refs/heads/main\ncommitter a <a@b> ${1_700_000_000 + at} +0000\ndata ${message.length}\n${message}\n`;
      return `${head}M 100644 inline a.py\ndata ${body.length}\n${body}\n`;
    });
    execFileSync("git", ["fast-import", "--quiet", "--depth=4000"], { cwd: repository.root, input: commits.join("") });
    const cloned = await clone("old");
    const count = execFileSync("git", ["rev-list", "--count", cloned.ref], { cwd: cloned.folder, encoding: "utf8" });
    expect(Number(count)).toBe(2000);
    const found = await discoverCommit(cloned.folder, cloned.ref, { maxFiles: 10 });
    expect(found.files.map(({ path }) => path)).toEqual(["a.py"]);
    await cloned.remove();
  }, 120_000);

  test("two hundred megabytes of zeros in a small pack is not asked for, and not read where it comes all the same", async () => {
    for (const of of [server, unfiltered]) {
      const repository = of.repository("zeros");
      repository.write({ "a.py": "x = 1\n", "zeros.txt": Buffer.alloc(200_000_000) });
      repository.commit("first");
      const { paths, skipped } = await discovered("zeros", { of });
      expect(paths).toEqual(["a.py"]);
      expect(skipped).toMatchObject([{ path: "zeros.txt", reason: "too-large" }]);
    }
  });

  test("more bytes than allowed end the clone, and leave nothing", async () => {
    const repository = unfiltered.repository("huge");
    repository.write({
      "noise.bin": execFileSync("head", ["-c", "5000000", "/dev/urandom"], { maxBuffer: 6_000_000 }),
    });
    repository.commit("first");
    const cloning = clone("huge", { of: unfiltered, options: { maxBytes: 1_000_000 } });
    await expect(cloning).rejects.toMatchObject({ code: "REPOSITORY_TOO_LARGE" });
  });

  test("texts that are small one by one are too much together", async () => {
    const repository = server.repository("many");
    for (let at = 0; at < 20; at += 1) repository.write({ [`${at}.txt`]: `${at} ${"word ".repeat(1000)}\n` });
    repository.commit("first");
    const cloned = await clone("many");
    const discovery = discoverCommit(cloned.folder, cloned.ref, { maxTotalBytes: 50_000 });
    await expect(discovery).rejects.toMatchObject({ code: "TOO_LARGE" });
    await cloned.remove();
  });

  test("a million refs cost their list, not their commits", async () => {
    const repository = server.repository("refs");
    repository.write({ "a.py": "x = 1\n" });
    const commit = repository.commit("first");
    const refs = Array.from({ length: 1_000_000 }, (_, at) => `${commit} refs/heads/b${String(at).padStart(7, "0")}\n`);
    writeFileSync(
      join(repository.root, ".git", "packed-refs"),
      `# pack-refs with: peeled fully-peeled sorted \n${refs.join("")}`,
    );
    expect((await discovered("refs")).commit).toBe(commit);
  });

  test("an answer without an end is ended", async () => {
    server.answer("/endless.git", (_request, response) => {
      response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
      const chunk = Buffer.alloc(65_536, "0");
      const go = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", go);
      };
      go();
    });
    await expect(clone("endless", { options: { limits: { fetchMs: 3000 } } })).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:TIMEOUT|REPOSITORY_TOO_LARGE|UPSTREAM_FAILED)$/),
    });
    await expect.poll(() => processesOf(server)).toEqual([]);
  });
});

test("a server that says nothing is left after a while, with all that was started for it", async () => {
  server.answer("/silent.git", () => undefined);
  const cloning = clone("silent", { options: { limits: { fetchMs: 1000 } } });
  await expect(cloning).rejects.toMatchObject({ code: "TIMEOUT" });
  await expect.poll(() => processesOf(server)).toEqual([]);
});

test("who cancels gets an end at once; a secret was in no argument and no environment meanwhile", async () => {
  const stop = new AbortController();
  const secret = "s3cr3t-of-the-pipe";
  const reached = new Promise<void>((resolve) => {
    server.answer("/held.git", (request, response) => {
      if (request.headers.authorization !== undefined) resolve();
      else response.writeHead(401, { "www-authenticate": "Basic" }).end();
    });
  });
  const cloning = clone("held", { signal: stop.signal, secret });
  cloning.catch(() => undefined);
  await reached;
  const running = processesOf(server);
  expect(running.length).toBeGreaterThan(0);
  expect(running.join("\n")).not.toContain(secret);
  stop.abort();
  await expect(cloning).rejects.toThrow("abort");
  await expect.poll(() => processesOf(server)).toEqual([]);
});

test("a branch, a tag or a commit is read, and one that is not there is told", async () => {
  const repository = server.repository("named");
  repository.write({ "a.py": "x = 1\n" });
  const first = repository.commit("first");
  repository.git("tag", "-m", "a tag", "v1");
  repository.write({ "b.py": "x = 2\n" });
  const second = repository.commit("second");
  repository.git("branch", "feature/x");
  for (const [ref, commit] of [
    ["v1", first],
    ["feature/x", second],
    [first, first],
    ["refs/heads/main", second],
  ] as const) {
    expect((await discovered("named", { ref })).commit).toBe(commit);
  }
  const asked = ["v1", "feature/x", first, "refs/heads/main", undefined, "gone"];
  expect(await commitsOf("named", asked)).toEqual([first, second, undefined, second, second, undefined]);
  await expect(commitsOf("absent", [undefined])).rejects.toMatchObject({ code: "REPOSITORY_DENIED" });
  await expect(clone("named", { ref: "gone" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(clone("absent")).rejects.toMatchObject({ code: "REPOSITORY_DENIED" });
});

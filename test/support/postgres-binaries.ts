/**
 * PostgreSQL 17 with pgvector for tests, from Debian's packages, without touching the system: private apt lists,
 * download only, unpacked into a cache folder, started through the unpacked loader. About 10 s once, then nothing.
 */
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { chmod, glob, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const RELEASE = "trixie"; // the first Debian release with pgvector 0.8
const PACKAGES = ["postgresql-17", "postgresql-17-pgvector"];
const CACHE_NAME = "postgresql-17-trixie-1"; // a new number makes everybody unpack again

/** What is downloaded with the packages but not needed to run them. */
const SKIPPED =
  /^(perl|libperl|libllvm|libz3|locales|libc-l10n|passwd|adduser|debconf|lib.*-perl_|postgresql-common|procps|ucf)/;
const PROGRAMS = ["postgres", "initdb"];

const HOW_TO_GIVE_A_SERVER =
  "Tests need a PostgreSQL server (15 or newer, with pgvector 0.8 or newer). Name one whose user may create databases and roles: " +
  "TEST_DATABASE_URL=postgres://user:password@127.0.0.1:5432/postgres";

/** The folder with the programs (`bin/initdb`, `bin/postgres`), made on first use. */
export async function postgresBinaries(): Promise<string> {
  const root = join(cacheFolder(), CACHE_NAME);
  const programs = join(root, "usr/lib/postgresql/17/bin");
  if (await exists(join(root, "complete"))) return programs;
  try {
    await install(root);
  } catch (error) {
    throw new Error(`No PostgreSQL for the tests: ${String(error)}\n${HOW_TO_GIVE_A_SERVER}`, { cause: error });
  }
  return programs;
}

/** As root the server runs as nobody, who cannot enter root's home. */
function cacheFolder(): string {
  if (process.getuid?.() === 0) return "/var/cache/aether-test";
  const caches = process.env["XDG_CACHE_HOME"];
  return join(caches === undefined || caches === "" ? join(homedir(), ".cache") : caches, "aether-test");
}

async function install(root: string): Promise<void> {
  const mirror = await debianMirror();
  await mkdir(dirname(root), { recursive: true });
  const work = await mkdtemp(`${root}.partial-`);
  try {
    const unpacked = join(work, "root");
    await mkdir(unpacked);
    await unpack(await download(work, mirror), unpacked);
    await wrapPrograms(unpacked, root);
    await writeFile(join(unpacked, "complete"), "");
    await run("chmod", ["-R", "a+rX", unpacked]);
    // Whoever comes second finds the folder in place and drops its own.
    await rename(unpacked, root).catch(async (error: unknown) => {
      if (!(await exists(join(root, "complete")))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The archive that this machine's own apt sources name, so that a local mirror is used where there is one. */
async function debianMirror(): Promise<string> {
  const files = ["/etc/apt/sources.list"];
  for await (const file of glob("/etc/apt/sources.list.d/*.{list,sources}")) files.push(file);
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    const found = /^(?:deb\b[^\n]*?|URIs:[^\n]*?)\s(https?:\/\/\S+\/debian)\/?(?=\s|$)/m.exec(text);
    if (found?.[1] !== undefined) return found[1];
  }
  throw new Error("this machine has no apt source for Debian");
}

async function download(work: string, mirror: string): Promise<string> {
  const archives = join(work, "archives");
  await mkdir(join(work, "lists/partial"), { recursive: true });
  await mkdir(join(archives, "partial"), { recursive: true });
  await writeFile(join(work, "status"), "");
  const key = "/usr/share/keyrings/debian-archive-keyring.gpg";
  await writeFile(join(work, "sources.list"), `deb [signed-by=${key}] ${mirror} ${RELEASE} main\n`);
  const settings = {
    "Dir::Etc::sourcelist": join(work, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::State::lists": join(work, "lists"),
    "Dir::State::status": join(work, "status"),
    "Dir::Cache": work,
    "Dir::Cache::archives": archives,
    "Acquire::Languages": "none",
    "APT::Install-Recommends": "0",
    "APT::Sandbox::User": "",
    "Debug::NoLocking": "1",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const limits = { timeout: 300_000, maxBuffer: 64 * 1024 * 1024 };
  await run("apt-get", [...options, "update"], limits);
  await run("apt-get", [...options, "install", "--yes", "--download-only", "-t", RELEASE, ...PACKAGES], limits);
  return archives;
}

async function unpack(archives: string, root: string): Promise<void> {
  // Debian's own links, so that packages that still say /lib land where the loader looks.
  const links = ["bin", "sbin", "lib", "lib64"];
  await Promise.all(links.map((name) => mkdir(join(root, "usr", name), { recursive: true })));
  await run("ln", ["-s", ...links.map((name) => `usr/${name}`), root]);
  for (const file of (await readdir(archives)).filter((name) => name.endsWith(".deb") && !SKIPPED.test(name))) {
    await run("dpkg-deb", ["-x", join(archives, file), root]);
  }
}

/** Puts a script in the place of each program: it starts the program with the loader and libraries it was built with. */
async function wrapPrograms(unpacked: string, root: string): Promise<void> {
  const folder = "usr/lib/postgresql/17/bin";
  const [loader] = globSync("usr/lib{64,}/ld-linux-*.so.*", { cwd: unpacked });
  const [libc] = globSync("usr/lib/*/libc.so.6", { cwd: unpacked });
  if (loader === undefined || libc === undefined) throw new Error("the packages hold no loader or no libc");
  const libraries = join(root, dirname(libc));
  for (const name of PROGRAMS) {
    const program = join(root, folder, name);
    await rename(join(unpacked, folder, name), join(unpacked, folder, `${name}.bin`));
    const line = `exec '${join(root, loader)}' --library-path '${libraries}' --argv0 '${program}' '${program}.bin' "$@"`;
    await writeFile(join(unpacked, folder, name), `#!/bin/sh\n${line}\n`);
    await chmod(join(unpacked, folder, name), 0o755);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

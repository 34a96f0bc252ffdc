/** `#include`: which file is meant, and what a file sees through all that it includes. */
import type { Import } from "../facts.ts";
import { joinPath, pushTo, type World } from "./project.ts";
import { createStars } from "./stars.ts";
import type { External, Module, SourceFile } from "./values.ts";

export interface Opening {
  readonly file: SourceFile;
  readonly found: Import;
}

export interface Includes {
  /** Undefined for a quoted path that no file has, and for what is no `#include`. */
  moduleOf(file: SourceFile, found: Import): Module | undefined;
  /** The file and all that it includes. */
  visible(file: SourceFile): ReadonlySet<SourceFile>;
  /** Each `using namespace` of the file, and those at the top of what it includes. */
  openings(file: SourceFile): readonly Opening[];
  /** Everything quoted was found, so that nothing of the repository can come from elsewhere. A header leans on whoever includes it. */
  isWhole(file: SourceFile): boolean;
}

/** Headers of the C and C++ standards and of POSIX: never a file of the repository, whatever is called like them. */
const STANDARD =
  /^(?:[a-z_0-9]+|(?:assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|threads|time|uchar|wchar|wctype|strings|unistd|pthread|fcntl|dirent|dlfcn|poll|pwd|grp|sched|semaphore|syslog|termios|netdb|getopt|libgen|regex|glob|malloc|memory)\.h|(?:sys|netinet|arpa|net|linux|asm|bits|mach|experimental)\/.+)$/;

export function isInclude({ form, module }: Import): boolean {
  return form === "all" && /^["<]/.test(module);
}

export function createIncludes(world: World): Includes {
  const files = world.files.filter(({ facts }) => facts.language === "c" || facts.language === "cpp");
  const byName = new Map<string, SourceFile[]>();
  for (const file of files) pushTo(byName, file.path.slice(file.path.lastIndexOf("/") + 1), file);
  const byKey = new Map<string, Module | undefined>();

  function moduleOf(file: SourceFile, found: Import): Module | undefined {
    if (!isInclude(found)) return undefined;
    const key = `${file.directory} ${found.module}`;
    if (!byKey.has(key)) byKey.set(key, find(file, found.module));
    return byKey.get(key);
  }

  function find(file: SourceFile, module: string): Module | undefined {
    const written = module.slice(1, -1).trim();
    const isSystem = module.startsWith("<");
    const target = isSystem && STANDARD.test(written) ? undefined : nearest(file, written, isSystem);
    if (target !== undefined) return { kind: "module", file: target };
    return isSystem ? outside(written) : undefined;
  }

  /** Beside the file first, then below whatever folder the path exists: the usual roots, then the nearest. */
  function nearest(file: SourceFile, written: string, isSystem: boolean): SourceFile | undefined {
    const beside = isSystem ? undefined : world.byPath.get(joinPath(file.directory, written) ?? "");
    if (beside !== undefined) return beside;
    const path = written.replace(/^(?:\.{1,2}\/)+/, "");
    const candidates = (byName.get(path.slice(path.lastIndexOf("/") + 1)) ?? []).filter(
      (one) => one.path === path || one.path.endsWith(`/${path}`),
    );
    let best: SourceFile | undefined;
    for (const one of candidates) if (best === undefined || distance(file, one) < distance(file, best)) best = one;
    return best;
  }

  const stars = createStars(moduleOf, isInclude);
  const visible = onceAFile((file): ReadonlySet<SourceFile> => new Set([file, ...stars(file)]));
  const hasAll = (file: SourceFile): boolean =>
    file.facts.imports.every((one) => !one.module.startsWith('"') || moduleOf(file, one) !== undefined);
  const isWhole = onceAFile((file) => !isHeader(file) && [...visible(file)].every(hasAll));
  const openings = onceAFile((file) => [...visible(file)].flatMap((one) => openingsOf(one, file)));
  return { moduleOf, visible, openings, isWhole };
}

function onceAFile<T>(compute: (file: SourceFile) => T): (file: SourceFile) => T {
  const known = new Map<SourceFile, { readonly value: T }>();
  return (file) => {
    let found = known.get(file);
    if (found === undefined) known.set(file, (found = { value: compute(file) }));
    return found.value;
  };
}

function openingsOf(file: SourceFile, seenBy: SourceFile): readonly Opening[] {
  return file.facts.imports
    .filter((found) => found.form === "all" && !isInclude(found) && (file === seenBy || found.scope === 0))
    .map((found) => ({ file, found }));
}

function isHeader({ path }: SourceFile): boolean {
  return !/\.(?:c|cc|cpp|cxx|c\+\+)$/i.test(path);
}

/** Folders between two files; paths of the same distance are in order already. */
function distance(from: SourceFile, to: SourceFile): number {
  const a = from.directory.split("/");
  const b = to.directory.split("/");
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return a.length + b.length - 2 * shared;
}

function outside(path: string): External {
  return { kind: "external", family: "c", package: path, symbol: "", instance: false, arguments: [] };
}

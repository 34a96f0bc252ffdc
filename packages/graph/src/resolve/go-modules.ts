/**
 * Go modules: those that a go.mod names, and where none covers a file, the one that its imports give away.
 * A guess needs several import paths that agree on one module path and one folder, and most paths below it found there.
 */
import { directoryOf, joinPath, pushTo, type World } from "./project.ts";
import type { SourceFile } from "./values.ts";

export interface GoModule {
  readonly name: string;
  readonly directory: string;
  /** No go.mod says so. */
  readonly isGuess: boolean;
}

/** First parts of the standard library's import paths (`go list std`); a module whose path begins so hides it. */
const STANDARD_ROOTS: ReadonlySet<string> = new Set(
  (
    "C archive arena bufio builtin bytes cmd cmp compress container context crypto database debug embed encoding errors " +
    "expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp " +
    "runtime slices sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak"
  ).split(" "),
);
/** Hosts whose modules are named by owner and repository, or by a folder and a repository. */
const HOSTS_OF_REPOSITORIES: ReadonlySet<string> = new Set(
  "bitbucket.org codeberg.org git.sr.ht gitee.com github.com gitlab.com golang.org".split(" "),
);
/** One path can end like a folder by chance (`github.com/pkg/errors` and a folder `errors`). */
const MIN_AGREEING_PATHS = 2;
/** A folder's name that so many others have says nothing; also bounds the cost. */
const MAX_ALIKE = 100;
/** More modules than a folder without go.mod has; those with the fewest votes are not looked at. */
const MAX_CANDIDATES = 200;

/** The longest name first, since a module inside of another takes its paths away. */
export function readGoModules(world: World, packageFolders: ReadonlySet<string>): readonly GoModule[] {
  const declared: GoModule[] = [];
  for (const { path, text } of world.manifests) {
    if (!/(^|\/)go\.mod$/.test(path)) continue;
    const name = /^\s*module\s+"?([^\s"]+)"?/m.exec(text)?.[1];
    if (name !== undefined) declared.push({ name, directory: directoryOf(path), isGuess: false });
  }
  const uncovered = world.files.filter(
    (file) => file.facts.language === "go" && !declared.some(({ directory }) => isWithin(file.directory, directory)),
  );
  const guessed = guessModules(uncovered, packageFolders).filter(
    (guess) => !declared.some(({ name }) => isWithin(guess.name, name) || isWithin(name, guess.name)),
  );
  return [...declared, ...guessed].sort((a, b) => b.name.length - a.name.length);
}

function isWithin(path: string, outer: string): boolean {
  return outer === "" || path === outer || path.startsWith(`${outer}/`);
}

interface Guess extends GoModule {
  /** Import paths that lead to a folder if the guess is right. */
  readonly agreeing: number;
}

function guessModules(files: readonly SourceFile[], folders: ReadonlySet<string>): readonly GoModule[] {
  const importers = new Map<string, Set<string>>();
  for (const { directory, facts } of files) {
    for (const { module } of facts.imports) {
      const known = importers.get(module) ?? new Set();
      importers.set(module, known.add(directory));
    }
  }
  const foldersByLastPart = new Map<string, string[]>();
  for (const folder of folders) pushTo(foldersByLastPart, folder.slice(folder.lastIndexOf("/") + 1), folder);
  const votes = new Map<string, GoModule[]>();
  for (const [path, from] of importers) {
    const alike = foldersByLastPart.get(path.slice(path.lastIndexOf("/") + 1)) ?? [];
    if (alike.length > MAX_ALIKE) continue;
    for (const one of modulesBehind(path, { from, alike })) pushTo(votes, `${one.name} ${one.directory}`, one);
  }
  const paths = [...importers.keys()];
  const candidates = [...votes.values()].sort((a, b) => b.length - a.length).slice(0, MAX_CANDIDATES);
  const guesses = candidates.flatMap(([one]) => (one === undefined ? [] : (judge(one, { paths, folders }) ?? [])));
  return guesses.filter((guess) => isBest(guess, guesses));
}

/** Modules under which a path would mean a folder, of which the importer is part: those with the longest common ending. */
function modulesBehind(
  path: string,
  { from, alike }: { readonly from: ReadonlySet<string>; readonly alike: readonly string[] },
): readonly GoModule[] {
  let longest = 0;
  let found: GoModule[] = [];
  for (const folder of alike) {
    const length = commonEnding(path, folder);
    const name = path.slice(0, Math.max(0, path.length - length - 1));
    const directory = folder.slice(0, Math.max(0, folder.length - length - 1));
    if (length < longest || ![...from].some((importer) => isWithin(importer, directory))) continue;
    if (length > longest) found = [];
    longest = length;
    found.push({ name, directory, isGuess: true });
  }
  return found.filter(({ name }) => isModuleName(name));
}

/** Characters of the whole parts that two paths end with. */
function commonEnding(a: string, b: string): number {
  const [left, right] = [a.split("/").reverse(), b.split("/").reverse()];
  const differing = left.findIndex((part, index) => part !== right[index]);
  return left.slice(0, differing < 0 ? left.length : differing).join("/").length;
}

function isModuleName(name: string): boolean {
  const [root = "", ...rest] = name.split("/");
  if (root === "" || STANDARD_ROOTS.has(root)) return false;
  return !HOSTS_OF_REPOSITORIES.has(root) || rest.length >= 2;
}

function judge(
  guess: GoModule,
  { paths, folders }: { readonly paths: readonly string[]; readonly folders: ReadonlySet<string> },
): Guess | undefined {
  const below = paths.filter((path) => isWithin(path, guess.name));
  const agreeing = below.filter((path) =>
    folders.has(joinPath(guess.directory, path.slice(guess.name.length + 1)) ?? ""),
  ).length;
  return agreeing >= MIN_AGREEING_PATHS && agreeing * 2 > below.length ? { ...guess, agreeing } : undefined;
}

/** One folder has one module, and one module one folder: the guess with more agreement, neither if both have as much. */
function isBest(guess: Guess, all: readonly Guess[]): boolean {
  return all.every((other) => {
    const isRival = (other.name === guess.name) !== (other.directory === guess.directory);
    return !isRival || other.agreeing < guess.agreeing;
  });
}

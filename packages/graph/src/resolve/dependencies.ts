/**
 * Who read what: while a file's edges are drawn, every name that is looked up and every shared computation that is used
 * is recorded, misses included. A change of what a name means then says which files have to be drawn again. Nothing is
 * forgotten but by starting anew, so that what is no longer read costs a file too many, never one too few.
 */

export interface Dependencies {
  /** What runs inside belongs to the file, or to the shared computation of a key. */
  file<T>(path: string, work: () => T): T;
  shared<T>(key: object, work: () => T): T;
  /** Something shared was used that had been computed before. */
  used(key: object): void;
  /** A name was looked up, wherever. */
  read(name: string): void;
  /** Something of a file was come upon. */
  met(path: string): void;
  /** Files that looked up one of the names, through whatever; with `path`, those that came upon something of that file too. */
  readers(names: Iterable<string>, path?: string): ReadonlySet<string>;
  /** Forgets the keys, which are objects of one run, and keeps what they led to. */
  endRun(): void;
  /** Records held: grows with every run. */
  size(): number;
}

/** For who never asks what has to be drawn again. */
export const NO_DEPENDENCIES: Dependencies = {
  file: (_path, work) => work(),
  shared: (_key, work) => work(),
  used: () => undefined,
  read: () => undefined,
  met: () => undefined,
  readers: () => new Set(),
  endRun: () => undefined,
  size: () => 0,
};

interface Frame {
  readonly id: number;
  readonly seen: Set<number>;
}

export function createDependencies(): Dependencies {
  const records = createRecords();
  const frames: Frame[] = [];
  let keys = new Map<object, number>();

  function idOfKey(key: object): number {
    let id = keys.get(key);
    if (id === undefined) keys.set(key, (id = records.add(undefined)));
    return id;
  }
  function record(id: number): void {
    const frame = frames.at(-1);
    if (frame === undefined || frame.id === id || frame.seen.has(id)) return;
    frame.seen.add(id);
    records.link(id, frame.id);
  }
  function within<T>(id: number, work: () => T): T {
    frames.push({ id, seen: new Set() });
    try {
      return work();
    } finally {
      frames.pop();
    }
  }
  return {
    file: (path, work) => within(records.idOf("file", path), work),
    shared(key, work) {
      const id = idOfKey(key);
      record(id);
      return within(id, work);
    },
    used: (key) => record(idOfKey(key)),
    read: (name) => record(records.idOf("name", name)),
    met: (path) => record(records.idOf("met", path)),
    readers(names, path) {
      const found = records.filesFrom("name", names);
      return path === undefined ? found : found.intersection(records.filesFrom("met", [path]));
    },
    endRun() {
      keys = new Map();
    },
    size: () => records.size(),
  };
}

type Kind = "file" | "name" | "met";

/** What is read and who reads it, as numbers. */
function createRecords() {
  const ids: Record<Kind, Map<string, number>> = { file: new Map(), name: new Map(), met: new Map() };
  /** Of those that are files. */
  const paths: (string | undefined)[] = [];
  const readBy: number[][] = [];
  let size = 0;

  const add = (path: string | undefined): number => {
    paths.push(path);
    return readBy.push([]) - 1;
  };
  return {
    add,
    idOf(kind: Kind, text: string): number {
      let id = ids[kind].get(text);
      if (id === undefined) ids[kind].set(text, (id = add(kind === "file" ? text : undefined)));
      return id;
    },
    link(read: number, reader: number): void {
      readBy[read]?.push(reader);
      size++;
    },
    /** Every file that reads one of them, directly or through shared computations. */
    filesFrom(kind: Kind, texts: Iterable<string>): Set<string> {
      const found = new Set<string>();
      const reached = new Set<number>();
      for (const text of texts) {
        const id = ids[kind].get(text);
        if (id !== undefined) reached.add(id);
      }
      // A set hands out what is added while it is walked.
      for (const id of reached) {
        const path = paths[id];
        if (path !== undefined) found.add(path);
        for (const reader of readBy[id] ?? []) reached.add(reader);
      }
      return found;
    },
    size: () => size,
  };
}

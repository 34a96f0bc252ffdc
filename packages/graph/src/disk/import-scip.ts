/**
 * An index of the team's own indexer, read for a repository: each document beside the text of its file as it is now. The
 * file is gone through twice, so that it is known which symbols it defines before the first of them is judged.
 */
import { fileURLToPath } from "node:url";

import {
  MalformedScip,
  packageOfSymbol,
  readAgainstText,
  readDocument,
  readDocumentHead,
  readMetadata,
  type ScipDocument,
  type ScipFacts,
} from "../index.ts";
import type { ManifestFile } from "./discover.ts";
import type { ReadResult } from "./read-file.ts";
import { malformed, readScipFile } from "./scip-file.ts";

/** What the facts of a document are about. */
export interface ScipFile {
  readonly path: string;
  /** Of the content that it was compared with, as `FileText` has it. */
  readonly hash: string;
  readonly facts: ScipFacts;
}

/** The files that an index may speak of. */
export interface ScipTarget {
  readonly root: string;
  readonly files: readonly { readonly path: string }[];
  readonly manifests: readonly ManifestFile[];
  readAll(paths: readonly string[]): Promise<readonly ReadResult[]>;
}

export interface ScipReport {
  readonly tool: string;
  /** Documents whose facts were handed on. */
  readonly merged: number;
  /** Paths of documents that speak of another text than that of their file, ascending. */
  readonly stale: readonly string[];
  /** Documents of files that are not part of the repository, or are left out of it, and documents too long to be read. */
  readonly unknown: number;
}

export interface ScipImportOptions {
  readonly signal?: AbortSignal;
  /** Called for one document after another. */
  readonly onFile: (file: ScipFile) => Promise<void> | void;
}

/** @throws DiskError for a file that is no whole index. */
export async function importScip(path: string, target: ScipTarget, options: ScipImportOptions): Promise<ScipReport> {
  try {
    return await readDocuments(path, await survey(path, target, options.signal), { target, options });
  } catch (error) {
    if (error instanceof MalformedScip) throw malformed(path, error.message);
    throw error;
  }
}

interface Survey {
  readonly tool: string;
  readonly isOwn: (beginning: string) => boolean;
  /** Where its documents stand in the repository. */
  readonly prefix: string;
  readonly known: ReadonlySet<string>;
}

async function survey(path: string, { root, files, manifests }: ScipTarget, signal?: AbortSignal): Promise<Survey> {
  const known = new Set(files.map((file) => file.path));
  const paths: string[] = [];
  const defined = new Set<string>();
  let metadata = { tool: "", version: "", projectRoot: "" };
  for await (const { kind, bytes } of readScipFile(path, signal)) {
    if (kind === "metadata") metadata = readMetadata(bytes);
    else if (kind === "document") {
      const head = readDocumentHead(bytes);
      paths.push(head.path);
      for (const symbol of head.defined) defined.add(packageOfSymbol(symbol));
    }
  }
  const names = namesOfPackages(manifests);
  const isOwn = (beginning: string): boolean =>
    beginning !== "" && (defined.has(beginning) || names.has(beginning.split(" ")[2] ?? ""));
  const prefix = prefixOf({ root, projectRoot: metadata.projectRoot, paths, known });
  return { tool: `${metadata.tool || "scip"}@${metadata.version || "unknown"}`, isOwn, prefix, known };
}

/** Packages of the repository are never outside of it, also where the index has none of their files. */
function namesOfPackages(manifests: readonly ManifestFile[]): ReadonlySet<string> {
  const texts = manifests.filter(({ path }) => /(?:^|\/)package\.json$/.test(path)).map(({ text }) => text);
  return new Set(texts.flatMap((text) => /"name"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? []));
}

/**
 * The folder of the repository that the indexer ran in. Where it ran elsewhere, in a container say, it is the one in which
 * most of the documents are found, among those that its own folder's path can end with.
 */
function prefixOf(at: {
  readonly root: string;
  readonly projectRoot: string;
  readonly paths: readonly string[];
  readonly known: ReadonlySet<string>;
}): string {
  const folder = folderOf(at.projectRoot);
  if (folder === at.root) return "";
  if (folder.startsWith(`${at.root}/`)) return `${folder.slice(at.root.length + 1)}/`;
  const parts = folder
    .split("/")
    .filter((part) => part !== "")
    .slice(-MAX_DEPTH);
  let best = { prefix: "", found: -1 };
  for (let from = parts.length; from >= 0; from--) {
    const prefix = parts
      .slice(from)
      .map((part) => `${part}/`)
      .join("");
    const found = at.paths.filter((path) => at.known.has(prefix + path)).length;
    if (found > best.found) best = { prefix, found };
  }
  return best.prefix;
}

/** Of folders that are tried. */
const MAX_DEPTH = 16;

function folderOf(uri: string): string {
  try {
    return fileURLToPath(uri).replace(/\/+$/, "");
  } catch (error) {
    // Not the address of a file of any machine: a producer may write what it likes.
    if (error instanceof TypeError || error instanceof URIError) return "";
    throw error;
  }
}

interface Reading {
  readonly target: ScipTarget;
  readonly options: ScipImportOptions;
}

async function readDocuments(path: string, survey: Survey, { target, options }: Reading): Promise<ScipReport> {
  const { tool, prefix, known } = survey;
  const seen = new Set<string>();
  const stale: string[] = [];
  const declared = new Set<string>();
  const waiting: { readonly file: ScipFile; readonly aliases: readonly string[] }[] = [];
  let [merged, unknown] = [0, 0];
  for await (const { kind, bytes } of readScipFile(path, options.signal)) {
    if (kind === "oversized") unknown += 1;
    if (kind !== "document") continue;
    const document = readDocument(bytes);
    const place = prefix + document.path;
    // Projects that share files each write a document of them.
    if (seen.has(place)) continue;
    seen.add(place);
    const read = known.has(place) ? await readOne(document, place, { survey, target }) : "unknown";
    if (read === "unknown") unknown += 1;
    else if (read === "stale") stale.push(place);
    else {
      for (const alias of read.declared) declared.add(alias);
      if (read.aliases.length > 0) waiting.push(read);
      else {
        merged += 1;
        await options.onFile(read.file);
      }
    }
  }
  for (const { file, aliases } of waiting) {
    if (aliases.some((alias) => !declared.has(alias))) stale.push(file.path);
    else {
      merged += 1;
      await options.onFile(file);
    }
  }
  return { tool, merged, stale: stale.sort(), unknown };
}

async function readOne(
  document: ScipDocument,
  place: string,
  { survey, target }: { readonly survey: Survey; readonly target: ScipTarget },
) {
  const [read] = await target.readAll([place]);
  if (read?.kind !== "text") return "unknown";
  const reading = readAgainstText(document, read.text, survey);
  if (reading.kind === "stale") return "stale";
  const { facts, aliases, declared } = reading;
  return { file: { path: place, hash: read.hash, facts }, aliases, declared };
}

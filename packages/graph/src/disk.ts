/**
 * @aether/graph/disk: the one door of the graph package to the machine (files, git, worker threads).
 * Promises to read nothing outside of the folder it is given, to follow no links, to run nothing that a repository
 * names, and to report everything it leaves out. Never writes.
 */
export { releaseMemory } from "./disk/collect-garbage.ts";
export { DiskError, type DiskErrorCode, UnknownRef } from "./disk/disk-error.ts";
export {
  DEFAULT_MAX_FILE_BYTES,
  DEFAULT_MAX_FILES,
  discover,
  type DiscoveredFile,
  type DiscoverOptions,
  type Discovery,
  type ManifestFile,
} from "./disk/discover.ts";
export { createKnownFiles, type KnownFiles } from "./disk/known-files.ts";
export { isManifest } from "./disk/manifests.ts";
export { type CommitDiscovery, discoverCommit } from "./disk/discover-commit.ts";
export { objectFolders, refsThatExist, resolveRef } from "./disk/git-refs.ts";
export { type GrammarFiles, openGrammarFiles } from "./disk/grammars.ts";
export { type FileHistory, history, type HistoryOptions } from "./disk/history.ts";
export { indexFolder, type IndexedFolder, type IndexOptions } from "./disk/index-folder.ts";
export {
  importScip,
  type ScipFile,
  type ScipImportOptions,
  type ScipReport,
  type ScipTarget,
} from "./disk/import-scip.ts";
export { openParserPool, type ParseInput, type ParserPool, type ParserPoolOptions } from "./disk/parser-pool.ts";
export {
  type FolderEvent,
  type FolderNotice,
  type FolderWatch,
  watchFolder,
  type WatchOptions,
} from "./disk/watch-folder.ts";
export { timeSlices } from "./disk/time-slices.ts";
export { readTreeState, type TreeState } from "./disk/tree-state.ts";
export { type ExplainerThread, openExplainer } from "./disk/explainer-thread.ts";
export { openResolver, type ResolverThread } from "./disk/resolver-thread.ts";
export type {
  FileOutline,
  HeldFacts,
  KeyedFile,
  ProjectToResolve,
  Resolved,
  ResolvedFile,
} from "./disk/resolver-messages.ts";
export type { ParsedFile, ParseOutput } from "./disk/parser-thread.ts";
export type { FileText, MissingFile, ReadResult, SkippedFile, SkipReason } from "./disk/read-file.ts";

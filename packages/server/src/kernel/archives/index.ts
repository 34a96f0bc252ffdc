/**
 * What was sent to the platform or written for somebody to take along, whole: archives, in pieces in the database, where
 * every process finds them. Promises that one is never in memory as a whole, that it counts as storage of its tenant, that
 * one on its way is no one's until it is kept, and that it goes with what it was kept for. It does not know what is in one.
 */
export { readArchive, storeArchive, streamArchive } from "./archives.ts";
export {
  appendToArchive,
  archiveBytes,
  beginArchive,
  dropArchive,
  keepArchive,
  sweepUnfinished,
  UNFINISHED_MS,
  unfinishedArchives,
} from "./store.ts";

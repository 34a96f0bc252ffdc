/**
 * Folders on this machine's disk in which something of a tenant lies while it is worked on: what was sent, an unpacked tree,
 * a clone. Promises that each is written down in the database before it is made and struck out when it is gone, so that
 * the end of a tenant can wait for every machine; and that what a process left when it died is removed by the next one in
 * the same data directory. Nothing in it is needed again: whatever outlives a request or a job lies in the database.
 */
export { openScratch, type OpenScratch, type Scratch, type ScratchFolder, type ScratchOptions } from "./scratch.ts";
export { foldersOf, type KnownFolder, strikeOutLost } from "./store.ts";

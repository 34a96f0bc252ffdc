/** What a name at a place of a file means: the lines on which it is defined. */
export { type DefiningLine, openDefinitions, type Place } from "./definitions.ts";
export { type NameAt, nameAt } from "./name-at.ts";

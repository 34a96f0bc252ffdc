/** What units are cut from: a file's text with its definitions and comments, as parsing found them. */

/** A definition as parsing found it and resolution named it. Offsets are UTF-16, ends exclusive; lines 1-based, inclusive. */
export interface UnitDefinition {
  readonly nodeId: string;
  readonly kind: string;
  readonly name: string;
  readonly qualifiedName: string;
  /** Index of the enclosing definition, -1 at file level. */
  readonly parent: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly start: number;
  readonly end: number;
  readonly bodyStart: number;
  readonly doc: string;
}

export interface UnitSource {
  readonly fileNodeId: string;
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly lineCount: number;
  readonly definitions: readonly UnitDefinition[];
  /** [start, end, …] of every comment, ascending. */
  readonly comments: readonly number[];
  readonly history: string;
}

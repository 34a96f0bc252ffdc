/** A part of a file as it came. */
export interface FilePart {
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly total: number;
  /** The server sent all of it, whatever was asked for. */
  readonly isWhole: boolean;
  /** Another one for another content. */
  readonly tag: string | null;
}

export interface Range {
  readonly from: number;
  readonly bytes: number;
  readonly tag: string | undefined;
}

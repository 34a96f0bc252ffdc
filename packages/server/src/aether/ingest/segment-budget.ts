/** When the segments that a track's searches read are replaced by new ones. Pure. */

/** Units in a full segment: its postings are held in memory while it is made, about 1 kB a unit. */
export const SEGMENT_UNITS = 10_000;
/** A one-file run adds a segment, which costs each search a look-up a word. */
const SMALL_SEGMENTS = 16;

export interface SegmentLoad {
  /** Segments that the track's searches read. */
  readonly segments: number;
  /** Units in them, dead ones included. */
  readonly unitsInSegments: number;
  /** Units of the current snapshot. */
  readonly unitsAlive: number;
}

/**
 * True when a run should write all units anew: there are twice the segments that its units fill and some more, or half as
 * many dead units as living ones. Both grow with the repository, because writing 440,000 units takes a minute: a fixed
 * number would have a large one written whole by every run.
 */
export function wantsNewSegments({ segments, unitsInSegments, unitsAlive }: SegmentLoad): boolean {
  const full = Math.floor(unitsAlive / SEGMENT_UNITS);
  return segments >= SMALL_SEGMENTS + 2 * full || unitsInSegments > SEGMENT_UNITS + 1.5 * unitsAlive;
}

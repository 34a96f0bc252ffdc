/** What the measuring processes report. CPU is user + system of all threads. */
export interface GraphFigures {
  readonly files: number;
  readonly lines: number;
  readonly parseCpuS: number;
  /** Parsing included. */
  readonly cpuS: number;
  readonly peakRssMb: number;
}

interface Spread {
  readonly median: number;
  readonly max: number;
}
/** Of one edit each, in a running process, parsing included. */
export interface EditFigures {
  /** A line is added above everything: nothing changes but lines. */
  readonly movedLinesCpuMs: Spread;
  /** The first definition has another name. */
  readonly renamedCpuMs: Spread;
  readonly filesDrawnAfterRename: Spread;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** What the measuring processes report. CPU is user + system of all threads. */
export interface ParseFigures {
  readonly files: number;
  readonly lines: number;
  readonly cpuS: number;
  readonly peakRssMb: number;
}

export interface RunFigures {
  readonly cpuS: number;
  readonly wallS: number;
  /** CPU seconds of each stage, as far as progress reports tell them apart (four a second). */
  readonly stages: Readonly<Record<string, number>>;
  readonly result: unknown;
}

export interface IndexFigures {
  readonly openCpuS: number;
  readonly firstRun: RunFigures;
  readonly secondRun: RunFigures;
  /** Opening the same directory again. */
  readonly reopenCpuS: number;
  readonly peakRssMb: number;
  readonly search: {
    readonly queries: number;
    readonly cpuMs: number;
    readonly referenceCpuMs: number;
    readonly p50Ms: number;
    readonly p95Ms: number;
  };
}

export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function peakRssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

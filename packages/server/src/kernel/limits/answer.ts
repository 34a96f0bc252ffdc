/** What is left after a call, as a surface tells it. */
export interface LimitAnswer {
  readonly allowed: boolean;
  /** Calls a window. */
  readonly limit: number;
  readonly remaining: number;
  /** Until there is more. */
  readonly resetSeconds: number;
  readonly windowSeconds: number;
}

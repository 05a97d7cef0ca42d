/** How long a step waits. */
export interface WaitLimits {
  readonly withinMs: number;
  /**
   * Ends the step as soon as it is certain that it cannot pass. Not for a scenario that causes faults on purpose. False by
   * default.
   */
  readonly endsEarly?: boolean;
}

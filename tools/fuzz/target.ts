/** The running pipeline. */
export interface Target {
  readonly mediaServiceUrl: string;
  readonly stsUrl: string;
  /** Id of the live stream, which no input may disturb. */
  readonly liveStreamId: string;
  readonly recordingsFolder: string;
}

/** Stream id in invalid input. No worker may ever be started for it. */
export const GHOST = 'ghost';

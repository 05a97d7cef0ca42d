/** The running pipeline, as those who send bad input know it. */
export interface Target {
  readonly mediaServiceUrl: string;
  readonly stsUrl: string;
  /** Id of the stream that is live meanwhile: nothing that is said of it may harm it. */
  readonly liveStreamId: string;
  readonly recordingsFolder: string;
}

/** Streams that bad input speaks of. None of them may ever come to be. */
export const GHOST = 'ghost';

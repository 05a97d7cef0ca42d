import { bFrames } from './b-frames.ts';
import { backpressure } from './backpressure.ts';
import { fiveStreams } from './five-streams.ts';
import { mediamtxRestart } from './mediamtx-restart.ts';
import { outputKicked } from './output-kicked.ts';
import { publisherInterruption } from './publisher-interruption.ts';
import { publisherKilled } from './publisher-killed.ts';
import { stsAbsentAtStart } from './sts-absent-at-start.ts';
import { stsDisconnect } from './sts-disconnect.ts';
import { stsErrors } from './sts-errors.ts';
import { stsKilled } from './sts-killed.ts';
import { stsOutOfOrder } from './sts-out-of-order.ts';
import { stsTimeout } from './sts-timeout.ts';
import { videoOnly } from './video-only.ts';
import { workerKilled } from './worker-killed.ts';

/** A part of the pipeline fails mid-stream and recovers. */
export const resilience = [
  stsTimeout,
  stsErrors,
  stsDisconnect,
  stsKilled,
  stsAbsentAtStart,
  stsOutOfOrder,
  backpressure,
  publisherInterruption,
  publisherKilled,
  outputKicked,
  workerKilled,
  mediamtxRestart,
  bFrames,
  videoOnly,
  fiveStreams,
];

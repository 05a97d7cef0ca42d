import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { inputReceived } from '../steps/input-received.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { killPublisher, publisherReturns } from '../steps/publisher-faults.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

/**
 * The output stays on air: a viewer sees a pause, then what the publisher sends after its return. Timestamps do not
 * contain the interruption.
 */
export const publisherInterruption = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'publisher-interruption',
  title: 'Publisher drops for 2 s: output pauses and resumes',
  fixture: '30s-counting-english',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    // Shortly after the end of a segment: the rest is too short to be dubbed and is aired unchanged.
    killPublisher({ once: { sent: 4 } }),
    publisherReturns({ afterMs: 2000 }),
    streamEnded({ withinMs: 60_000 }),
    inputReceived({ connections: 2 }),
    outputStream({
      against: 'input-received',
      durationToleranceMs: 500,
      audio: { runs: ['dubbed'] },
    }),
    ledger({ fallback: {}, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});

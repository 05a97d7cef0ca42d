import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { inputReceived } from '../steps/input-received.ts';
import { killPublisher } from '../steps/kill-publisher.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { publisherReturns } from '../steps/publisher-returns.ts';
import { streamOver } from '../steps/stream-over.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

/**
 * The output stays on air: a viewer sees a pause, then what the publisher sends when it is back. What happened in
 * between is in no timestamp.
 */
export const publisherInterruption = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'publisher-interruption',
  title: 'The publisher is away for 2 s: the output waits, and goes on with it',
  fixture: '30s-counting-english',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    // A moment after a window's end: the rest is too short to be dubbed, and is aired as it came.
    killPublisher({ once: { sent: 4 } }),
    publisherReturns({ afterMs: 2000 }),
    streamOver({ withinMs: 60_000 }),
    inputReceived({ connections: 2 }),
    outputStream({
      against: 'input-received',
      durationToleranceMs: 500,
      heard: { runs: ['dubbed'] },
    }),
    ledger({ fallback: {}, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});

import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { inputReceived } from '../steps/input-received.ts';
import { killPublisher } from '../steps/kill-publisher.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamOver } from '../steps/stream-over.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

export const publisherKilled = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'publisher-killed',
  title: 'The publisher is killed: what came of it is dubbed and aired to its end',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    // A moment after a window's end: the rest is too short to be dubbed, and is aired as it came.
    killPublisher({ once: { sent: 3 } }),
    streamOver({ withinMs: 60_000 }),
    inputReceived(),
    outputStream({
      against: 'input-received',
      durationToleranceMs: 500,
      heard: ['dubbed', 'dubbed', 'dubbed'],
    }),
    ledger({ fallback: {}, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});

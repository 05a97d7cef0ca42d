import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { inputReceived } from '../steps/input-received.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { killPublisher } from '../steps/publisher-faults.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const publisherKilled = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'publisher-killed',
  title: 'Publisher is killed: everything received is dubbed and aired',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    // Shortly after the end of a segment: the rest is too short to be dubbed and is aired unchanged.
    killPublisher({ once: { sent: 3 } }),
    streamEnded({ withinMs: 60_000 }),
    inputReceived(),
    outputStream({
      against: 'input-received',
      durationToleranceMs: 500,
      audio: ['dubbed', 'dubbed', 'dubbed'],
    }),
    ledger({ fallback: {}, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});

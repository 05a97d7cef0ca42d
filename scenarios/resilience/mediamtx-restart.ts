import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { inputReceived } from '../steps/input-received.ts';
import { killMediaServer } from '../steps/kill-media-server.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { publisherReturns } from '../steps/publisher-returns.ts';
import { startService } from '../steps/start-service.ts';
import { streamOver } from '../steps/stream-over.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

/** What the publisher would have sent meanwhile nobody has. All that MediaMTX had received before is aired. */
export const mediamtxRestart = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'mediamtx-restart',
  title: 'MediaMTX is killed and comes back: the output is published again, and goes on with the publisher',
  fixture: '30s-counting-english',
  capture: 'recordings',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    killMediaServer({ once: { airedS: 6.1 } }),
    startService('mediamtx', { afterMs: 1000 }),
    publisherReturns({ afterMs: 500 }),
    streamOver({ withinMs: 60_000 }),
    inputReceived({ connections: 2 }),
    outputStream({
      against: 'input-received',
      durationToleranceMs: 500,
      heard: { runs: ['dubbed'] },
      republished: { times: 1, maxRepeatedS: 1.6, maxSoundOffMs: MAX_AV_DELTA_MS },
    }),
    ledger({ fallback: {}, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});

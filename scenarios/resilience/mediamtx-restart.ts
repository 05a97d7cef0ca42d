import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { inputReceived } from '../steps/input-received.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { publisherReturns } from '../steps/publisher-faults.ts';
import { killMediaServer, startService } from '../steps/service-faults.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

/** What the publisher sent during the outage is lost. Everything that MediaMTX received before is aired. */
export const mediamtxRestart = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'mediamtx-restart',
  title: 'MediaMTX is killed and restarts: the output is republished and continues',
  fixture: '30s-counting-english',
  capture: 'recordings',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    killMediaServer({ once: { airedS: 6.1 } }),
    startService('mediamtx', { afterMs: 1000 }),
    publisherReturns({ afterMs: 500 }),
    streamEnded({ withinMs: 60_000 }),
    inputReceived({ connections: 2 }),
    outputStream({
      against: 'input-received',
      durationToleranceMs: 500,
      audio: { runs: ['dubbed'] },
      republished: { times: 1, maxRepeatedS: 1.6, maxAudioShiftMs: MAX_AV_OFFSET_MS },
    }),
    ledger({ fallback: {}, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});

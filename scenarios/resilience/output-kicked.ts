import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { kickOutput } from '../steps/kick-output.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const outputKicked = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'output-kicked',
  title: 'MediaMTX drops the output: it is republished without a gap',
  capture: 'recordings',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    // It is repeated from the key frame at 5 s, so one second can be compared.
    kickOutput({ once: { airedS: 6.1 } }),
    streamEnded({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      audio: ['dubbed', 'dubbed', 'dubbed', 'dubbed', 'dubbed'],
      // Half a second that was in transit, and the time back to the key frame before it.
      republished: { times: 1, maxRepeatedS: 1.6, maxAudioShiftMs: MAX_AV_OFFSET_MS },
    }),
    ledger({ fallback: {}, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});

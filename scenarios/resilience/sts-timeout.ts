import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { FAULT_API_ON, stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const stsTimeout = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-timeout',
  title: 'One answer takes 9 s: the output stalls, airs one original segment, and continues dubbed',
  needsDistinctDub: true,
  services: FAULT_API_ON,
  // The output stalls for nearly 8 s.
  capture: 'reader',
  leadInS: 6,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    // Dubbing itself takes 0.5 s.
    stsFaults('STS takes 9 s for one fragment', [{ kind: 'delay', when: { sequence: 4 }, delay_ms: 8500 }]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamEnded({ withinMs: 60_000 }),
    outputStream({ durationToleranceMs: 500, audio: ['dubbed', 'original', 'dubbed', 'dubbed', 'dubbed'] }),
    ledger({ fallback: { timeout: 1 }, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});

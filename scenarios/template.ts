import { dubbedFragmentsSchema } from '../harness/run-data/dubbed-fragments.ts';
import { defineDubbingScenario } from './rig/define-dubbing-scenario.ts';
import { environmentSetup } from './steps/environment-setup.ts';
import { eventData } from './steps/event-data.ts';
import { fragmentsProcessed } from './steps/fragments-processed.ts';
import { mediamtxReceivedStream } from './steps/mediamtx-received-stream.ts';
import { metrics } from './steps/metrics.ts';
import { outputStream } from './steps/output-stream.ts';
import { workerConnected } from './steps/worker-connected.ts';

/** From the template of `dubstep scenario new`: edit the title, the tags, the clip and the steps. */
export const template = defineDubbingScenario({
  id: 'template',
  title: 'Template',
  tags: ['e2e', 'quick'],
  fixture: '10s-counting-english',
  segmentS: 2,
  domainHints: ['numbers'],
  checks: {
    'slowest-fragment': { title: 'slowest fragment' },
  },
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000, endsEarly: true }),
    workerConnected({ withinMs: 10_000, endsEarly: true }),
    fragmentsProcessed({ withinMs: 60_000, endsEarly: true }),
    eventData({ maxWordsMissed: 1, minWordsShare: 5 / 6, durationTolerance: 0.1 }),
    outputStream({ durationToleranceMs: 500, endsEarly: true }),
    metrics({ maxAvOffsetMs: 120 }),
    // A step that reads the output of an earlier one and checks it. Edit or remove it.
    {
      id: 'promptness',
      title: 'Every fragment is processed promptly',
      timeoutMs: 5000,
      async run(ctx) {
        const { list } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
        const tookMs = list.map(({ sentAtMs, processedAtMs }) => Math.round(processedAtMs - sentAtMs));
        ctx.check('slowest-fragment', {
          actual: Math.max(...tookMs),
          limit: { max: 8000 },
          unit: 'ms',
        });
        return undefined;
      },
    },
  ],
});

import { CONDITIONS, type DubbingCheck } from './dubbing-check.ts';

const both = ['metrics', 'ledger'];

/** Checks of what the worker reports about itself, and of A/V sync: step 6, and the steps in its place. */
export const workerChecks = {
  'counter-processed': {
    title: 'fragments processed (counter)',
    steps: ['metrics'],
    kind: 'check',
    description: 'Fragments that the worker counts as processed: one per segment of the clip.',
  },
  'counters-not-processed': {
    title: 'fragments partial, fallback, dropped',
    steps: ['metrics'],
    kind: 'check',
    description: 'Fragments with another outcome. The note lists the reasons for fallbacks.',
  },
  'counters-sum': {
    title: 'fragments sent (counter)',
    steps: both,
    kind: 'check',
    description: 'Each fragment that was sent has exactly one outcome, so the sum of all outcomes is equal.',
  },
  'fragments-in-flight': {
    title: 'fragments in flight',
    steps: both,
    kind: 'check',
    description: 'Fragments without an outcome. None is left once the stream has ended.',
  },
  'av-offset-reported': {
    title: 'A/V offset, reported',
    steps: both,
    kind: 'check',
    unit: 'ms',
    description: 'A/V offset that the worker reports. Positive: audio late. Documented limit: 120 ms.',
  },
  'av-offset-measured': {
    title: 'A/V offset, measured',
    steps: both,
    kind: 'check',
    unit: 'ms',
    description: 'Median A/V offset of all segments, measured in the output. Documented limit: 120 ms.',
  },
  'av-offset-max': {
    title: 'A/V offset, worst segment',
    steps: both,
    kind: 'check',
    unit: 'ms',
    description: 'A/V offset of the worst segment: one bad segment does not move the median.',
  },
  'av-drift': {
    title: 'A/V drift between segments',
    steps: both,
    kind: 'check',
    unit: 'ms',
    description: 'Largest minus smallest A/V offset: a drift or a jump. A frame lasts 33 ms; limit: 40 ms.',
    unless: 'the output has a single audible segment',
  },
  'av-offset-disagreement': {
    title: 'A/V offset, reported vs. measured',
    steps: both,
    kind: 'check',
    unit: 'ms',
    description:
      'The worker reports what is in the output. Frames of 33 ms and packets of 21 ms blur both: 40 ms.',
  },
  'resumed-at-segment': {
    title: 'resumed at segment',
    steps: ['ledger'],
    kind: 'check',
    description: 'The restarted worker continues in the middle of the stream instead of at its start.',
    when: 'scenarios in which the worker is killed',
  },
  'ledger-outcomes': {
    title: 'ledger matches the output',
    steps: ['ledger'],
    kind: 'check',
    description: 'The outcome of each segment in the ledger is what is measured in the output.',
  },
  'counters-segments': {
    title: 'segments (counter)',
    steps: ['ledger'],
    kind: 'check',
    description: 'Processed and fallback counters cover every segment of the output.',
  },
  'counter-fallback': {
    title: 'fallbacks (counter)',
    steps: ['ledger'],
    kind: 'check',
    description: 'The fallback counter equals the segments that are aired with the original audio.',
  },
  'fallback-reasons': {
    title: 'fallback reasons',
    steps: ['ledger'],
    kind: 'check',
    description: 'Each fallback has the reason that the scenario causes.',
  },
  'counters-partial-dropped': {
    title: 'fragments partial, dropped',
    steps: ['ledger'],
    kind: 'check',
    description: 'No fragment is partial or dropped.',
  },
  'output-stalled': {
    title: 'output stalled',
    steps: ['ledger'],
    kind: 'value',
    unit: 's',
    description: 'Time for which the output waited for a fragment, as the worker reports it.',
    when: 'the worker exposes this metric',
  },
  'source-audio': {
    title: 'audio of the source',
    steps: ['nothing-dubbed'],
    kind: 'check',
    description: 'The worker reports that the source has no audio.',
    when: CONDITIONS.withoutAudio,
  },
  'fragments-observed': {
    title: 'fragments observed',
    steps: ['nothing-dubbed'],
    kind: 'check',
    description: 'No fragment is sent to the STS service.',
    when: CONDITIONS.withoutAudio,
  },
  'counter-sent-none': {
    title: 'fragments sent, none',
    steps: ['nothing-dubbed'],
    kind: 'check',
    description: 'The worker counts no fragment as sent.',
    when: CONDITIONS.withoutAudio,
  },
  'counters-none': {
    title: 'fragments processed, partial, fallback, dropped',
    steps: ['nothing-dubbed'],
    kind: 'check',
    description: 'The worker counts no outcome.',
    when: CONDITIONS.withoutAudio,
  },
  'ledger-empty': {
    title: 'ledger entries',
    steps: ['nothing-dubbed'],
    kind: 'check',
    description: 'The ledger has no entries.',
    when: CONDITIONS.withoutAudio,
  },
} as const satisfies Record<string, DubbingCheck>;

import type { DubbingCheck } from './dubbing-check.ts';

/** Checks of the steps that cause a fault or observe what a part does under one. */
export const faultChecks = {
  'killed-process': {
    title: 'killed',
    steps: ['kill-mediamtx', 'kill-media-service', 'kill-sts-service'],
    kind: 'value',
    description: 'Process or container that was killed.',
  },
  'published-duration': {
    title: 'published',
    steps: ['kill-mediamtx', 'kill-publisher'],
    kind: 'value',
    unit: 's',
    description: 'How much of the clip the publisher had sent.',
  },
  'started-process': {
    title: 'started',
    steps: ['start-mediamtx', 'start-media-service', 'start-sts-service'],
    kind: 'value',
    description: 'Process or container that was restarted.',
  },
  'publisher-resumed-at': {
    title: 'publisher resumes at',
    steps: ['publisher-returns'],
    kind: 'value',
    unit: 's',
    description: 'Place in the clip at which the publisher continues.',
  },
  'output-source-type': {
    title: 'output source type',
    steps: ['kick-output'],
    kind: 'check',
    description: 'The output is published over RTMP, whose connection can be closed.',
  },
  'closed-connection': {
    title: 'closed connection',
    steps: ['kick-output'],
    kind: 'value',
    description: 'Connection that MediaMTX closed.',
  },
  'faults-active': {
    title: 'faults active',
    steps: ['sts-faults'],
    kind: 'check',
    description: 'The STS service has accepted every fault that the scenario sets.',
  },
  'input-connections': {
    title: 'publisher connections',
    steps: ['input-received'],
    kind: 'check',
    description: 'How often the publisher connected: the scenario causes an exact number.',
  },
  'received-duration': {
    title: 'received',
    steps: ['input-received'],
    kind: 'value',
    unit: 's',
    description: 'How much of the clip MediaMTX has received.',
  },
  'received-frames': {
    title: 'frames received',
    steps: ['input-received'],
    kind: 'value',
    description: 'Frames of the clip that MediaMTX has received.',
  },
  'input-incomplete': {
    title: 'input ended before the clip',
    steps: ['input-received'],
    kind: 'check',
    description: 'The fault took effect: less than the whole clip was received.',
  },
  'pauses-observed': {
    title: 'pauses observed',
    steps: ['pauses-respected'],
    kind: 'check',
    unit: 'pauses',
    description: 'The fault took effect: the STS service requested a pause.',
  },
  'pauses-open': {
    title: 'pauses without an end',
    steps: ['pauses-respected'],
    kind: 'check',
    description: 'The STS service ends each pause.',
  },
  'pause-durations': {
    title: 'pause durations',
    steps: ['pauses-respected'],
    kind: 'value',
    unit: 'ms',
    description: 'Length of each pause.',
  },
  'fragments-sent-in-pause': {
    title: 'fragments sent in a pause',
    steps: ['pauses-respected'],
    kind: 'check',
    description:
      'The worker sends nothing in a pause, except data that was in transit when it started: 100 ms.',
  },
  'memory-resident': {
    title: 'resident memory',
    steps: ['memory-flat'],
    kind: 'value',
    unit: 'MiB',
    description: 'Resident memory of a service at each of the given times.',
  },
  'memory-growth': {
    title: 'memory, last relative to first',
    steps: ['memory-flat'],
    kind: 'check',
    unit: '%',
    description: 'A service that grows with the length of the stream leaks.',
  },
} as const satisfies Record<string, DubbingCheck>;

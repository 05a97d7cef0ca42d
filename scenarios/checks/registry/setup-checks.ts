import { CONDITIONS, type DubbingCheck } from './dubbing-check.ts';

/** Checks of the steps that start and connect the pipeline: 0 to 2, and those of preflight. */
export const setupChecks = {
  clip: {
    title: 'clip',
    steps: ['environment-setup'],
    kind: 'value',
    description: 'File and duration of the clip, after its hash was compared with its manifest.',
  },
  'health-status': {
    title: 'health status',
    steps: ['environment-setup', 'services-answer'],
    kind: 'check',
    description: 'HTTP status of a health endpoint. Must be 200: the service is up and ready.',
  },
  'lead-in': {
    title: 'lead-in',
    steps: ['environment-setup'],
    kind: 'value',
    unit: 's',
    description: 'Length of the lead-in, rounded up to whole segments.',
    when: CONDITIONS.leadIn,
  },
  'clip-words-silent': {
    title: 'silent words of the manifest',
    steps: ['environment-setup'],
    kind: 'value',
    description:
      'Words that the manifest lists where the audio of the clip is silent. They are not expected.',
    when: CONDITIONS.withoutSpeech,
  },
  'clip-encoding': {
    title: 'clip encoding',
    steps: ['environment-setup'],
    kind: 'value',
    description: 'ffmpeg arguments with which the clip was encoded before it is published.',
    when: 'scenarios that encode the clip',
  },
  'observer-connect-time': {
    title: 'monitor connected after',
    steps: ['environment-setup'],
    kind: 'value',
    unit: 'ms',
    description:
      'Time to connect to the monitor namespace of the STS service. The connection attempt has a limit.',
    unless: 'the STS service of an attached pipeline has no monitor namespace',
  },
  'sts-events-unobserved': {
    title: 'STS events not observed',
    steps: ['environment-setup'],
    kind: 'value',
    description: 'Why the STS events cannot be observed, and what to do.',
    when: 'the STS service of an attached pipeline has no monitor namespace, and no tap is used',
  },
  'tap-route': {
    title: 'tap',
    steps: ['environment-setup'],
    kind: 'value',
    description: 'Address of the tap and the STS service behind it.',
    when: 'with `--observe tap`',
  },
  'input-ready-after': {
    title: 'input ready after publish start',
    steps: ['mediamtx-received-stream'],
    kind: 'check',
    unit: 'ms',
    description:
      'Time from the start of publishing until MediaMTX lists the input as ready. Documented limit: 10 s.',
  },
  'input-source-type': {
    title: 'input source type',
    steps: ['mediamtx-received-stream'],
    kind: 'check',
    description: 'The input must come from the protocol that was published with, not from another publisher.',
  },
  'input-tracks': {
    title: 'input tracks',
    steps: ['mediamtx-received-stream'],
    kind: 'check',
    description: 'Codecs of the tracks that MediaMTX received.',
  },
  'input-bytes': {
    title: 'bytes received',
    steps: ['mediamtx-received-stream'],
    kind: 'value',
    unit: 'bytes',
    description: 'Bytes that MediaMTX had received when the input was seen to grow.',
  },
  'worker-visible-after': {
    title: 'worker visible after',
    steps: ['worker-connected'],
    kind: 'check',
    unit: 'ms',
    description:
      'Time from the input being ready until media-service exposes the fragment counter of the stream. Documented limit: 10 s.',
  },
  'worker-counter-statuses': {
    title: 'fragment counter statuses',
    steps: ['worker-connected'],
    kind: 'check',
    description:
      'The fragment counter must have one series per documented status, so that none is missing later.',
  },
  'clip-sha256': {
    title: 'clip SHA-256',
    steps: ['fixture-matches'],
    kind: 'value',
    description: 'Hash of the clip, as in its manifest.',
  },
  'clip-duration': {
    title: 'clip duration',
    steps: ['fixture-matches'],
    kind: 'value',
    unit: 's',
    description: 'Duration of the clip.',
  },
  'clip-words': {
    title: 'spoken words in the clip',
    steps: ['fixture-matches'],
    kind: 'value',
    description: 'Number of spoken words in the manifest of the clip. Without them speech is not measured.',
  },
  'socketio-connect-time': {
    title: 'Socket.IO connected after',
    steps: ['socketio-connects'],
    kind: 'value',
    unit: 'ms',
    description: 'Time to connect to the STS service. The connection attempt has a limit.',
  },
} as const satisfies Record<string, DubbingCheck>;

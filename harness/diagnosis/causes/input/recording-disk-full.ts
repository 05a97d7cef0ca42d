import { defineCause } from '../cause.ts';
import { recordingFinding } from './recording-finding.ts';

/** MediaMTX cannot write any more. */
export const recordingDiskFull = defineCause({
  code: 'RECORDING_DISK_FULL',
  title: 'The disk of the recordings is full',
  boundary: 'recording',
  class: 'ENVIRONMENT',
  meaning:
    'The file system of the recordings is full, or its quota is used up. MediaMTX drops the recording and starts another one; the worker loses its source.',
  evidenceFor: ['MediaMTX reports "no space left on device"'],
  evidenceAgainst: [],
  fix: 'Free space on the disk of <recordings>, or set recordPath in <mediamtx-config> to another disk; limit the age of recordings with recordDeleteAfter.',
  confirm: ['df -h <recordings>'],
  independent: true,
  terminal: true,
  find: (facts) =>
    recordingFinding(facts, 'disk-full', (detail) => `The disk of the recordings is full: ${detail}.`),
});

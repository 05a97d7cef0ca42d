import { defineCause } from '../cause.ts';
import { recordingFinding } from './recording-finding.ts';

/** There is no recording for the worker. */
export const recordingOff = defineCause({
  code: 'RECORDING_OFF',
  title: 'MediaMTX does not record the input',
  boundary: 'recording',
  class: 'ENVIRONMENT',
  meaning:
    'The configuration of the input path has record: false. The worker follows the recording of the input, so it has nothing to read.',
  evidenceFor: ['the configuration of the input path has record: false'],
  evidenceAgainst: ['WORKER_INGEST=rtmp, with which the worker needs no recording'],
  fix: 'Set record: true for the input path in <mediamtx-config> (its entry in paths, or pathDefaults), and restart MediaMTX.',
  confirm: ['curl -s <mediamtx-api>/v3/config/paths/list'],
  terminal: true,
  find: (facts) =>
    recordingFinding(facts, 'off', (detail) => `MediaMTX does not record ${facts.inPath}: ${detail}.`),
});

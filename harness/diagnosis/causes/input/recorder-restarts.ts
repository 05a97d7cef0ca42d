import { defineCause } from '../cause.ts';
import { recordingFinding } from './recording-finding.ts';

/** The input is recorded in many short files. */
export const recorderRestarts = defineCause({
  code: 'RECORDER_RESTARTS',
  title: 'The recorder begins new files again and again',
  boundary: 'recording',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX ends the recording of the input and begins another one many times: recordSegmentDuration is short, or the time of the stream jumps. At each change the worker cuts a segment and loses frames.',
  evidenceFor: ['more recordings of the input than connections of the publisher'],
  evidenceAgainst: ['the publisher reconnected as often'],
  fix: 'Set recordSegmentDuration longer than the stream (24h), and check the timestamps of the publisher.',
  confirm: ['ls -l <recordings>'],
  find: (facts) =>
    recordingFinding(
      facts,
      'restarts',
      (detail) => `MediaMTX recorded ${facts.inPath} in many files: ${detail}.`,
    ),
});

import { defineCause } from '../cause.ts';
import { recordingFinding } from './recording-finding.ts';

/** The input is recorded in many short files. */
export const recorderRestarts = defineCause({
  code: 'RECORDER_RESTARTS',
  title: 'MediaMTX starts new recordings again and again',
  boundary: 'recording',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX ends the recording of the input and starts another one many times: recordSegmentDuration is short, or the timestamps of the stream jump. At each change the worker cuts a segment and loses frames.',
  evidenceFor: ['more recordings of the input than connections of the publisher'],
  evidenceAgainst: ['the publisher reconnected as often'],
  fix: 'Set recordSegmentDuration: 24h in <mediamtx-config>. If it is longer than the stream, correct the timestamps that the publisher sends.',
  confirm: ['ls -lR <recordings>'],
  find: (facts) =>
    recordingFinding(
      facts,
      'restarts',
      (detail) => `MediaMTX recorded ${facts.inPath} in many files: ${detail}.`,
    ),
});

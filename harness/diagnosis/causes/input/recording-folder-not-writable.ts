import { defineCause } from '../cause.ts';
import { recordingFinding } from './recording-finding.ts';

/** MediaMTX may not write its recordings. */
export const recordingFolderNotWritable = defineCause({
  code: 'RECORDING_FOLDER_NOT_WRITABLE',
  title: 'MediaMTX cannot write to the folder of the recordings',
  boundary: 'recording',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX may not create files in the folder of the recordings: its permissions, its owner, or a volume that is mounted read-only.',
  evidenceFor: ['MediaMTX reports "permission denied" or "read-only file system" for a recording'],
  evidenceAgainst: [],
  fix: 'Give the user of MediaMTX write permission for <recordings>, or mount its volume for writing.',
  confirm: ['ls -ld <recordings>', 'findmnt -T <recordings>'],
  independent: true,
  terminal: true,
  find: (facts) =>
    recordingFinding(facts, 'not-writable', (detail) => `MediaMTX cannot write its recordings: ${detail}.`),
});

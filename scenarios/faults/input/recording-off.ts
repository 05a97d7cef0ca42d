import { defineFault } from '../define-fault.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';

export const recordingOff = defineFault({
  id: 'recording-off',
  title: 'MediaMTX does not record',
  boundary: 'recording',
  expected: { step: 'fragments-processed', cause: 'RECORDING_OFF' },
  alter: () => ({ mediamtxConfig: (yaml) => replaceIn(yaml, 'record: true', 'record: false') }),
});

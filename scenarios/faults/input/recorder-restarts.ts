import { defineFault } from '../define-fault.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';

/** MediaMTX writes five files a second. */
export const recorderRestarts = defineFault({
  id: 'recorder-restarts',
  title: 'MediaMTX records in files of 200 ms',
  boundary: 'recording',
  expected: { step: 'output-stream', orStep: 'event-data', cause: 'RECORDER_RESTARTS' },
  alter: () => ({
    mediamtxConfig: (yaml) => replaceIn(yaml, 'recordSegmentDuration: 24h', 'recordSegmentDuration: 200ms'),
  }),
});

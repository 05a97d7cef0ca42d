import { defineFault } from '../define-fault.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';

/** Only inputs may be published. */
export const outputNotPermitted = defineFault({
  id: 'output-not-permitted',
  title: 'MediaMTX permits nobody to publish an output',
  boundary: 'output',
  expected: { step: 'output-stream', cause: 'OUTPUT_REFUSED' },
  alter: () => ({
    mediamtxConfig: (yaml) =>
      replaceIn(yaml, '- action: publish\n', '- action: publish\n        path: "~^live/[^/]+/in$"\n'),
  }),
});

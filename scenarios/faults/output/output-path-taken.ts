import { defineFault } from '../define-fault.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';
import { startOtherPublisher, untilReady } from '../rigging/other-publisher.ts';

const OUT = 'live/studio-1/out';

/** Somebody publishes under the name of the output already. */
export const outputPathTaken = defineFault({
  id: 'output-path-taken',
  title: 'Another publisher holds the path of the output',
  boundary: 'output',
  expected: { step: 'output-stream', cause: 'OUTPUT_REFUSED' },
  options: () => ({ streamId: 'studio-1' }),
  alter: (stage) => ({
    mediamtxConfig: (yaml) =>
      replaceIn(yaml, 'pathDefaults:\n', 'pathDefaults:\n  overridePublisher: false\n'),
    async afterStart({ endpoints }) {
      await startOtherPublisher(stage, `${endpoints.rtmpUrl}/${OUT}`);
      await untilReady(stage, endpoints.mediamtxApiUrl, OUT);
    },
  }),
});

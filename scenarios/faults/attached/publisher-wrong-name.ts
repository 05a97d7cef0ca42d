import { defineFault } from '../define-fault.ts';
import { attachTo, startPipeline } from '../rigging/running-pipeline.ts';

/** An encoder in the field is set to the name of another stream. */
export const attachedPublisherWrongName = defineFault({
  id: 'attached-publisher-wrong-name',
  title: 'Attached: the publisher uses the name of another stream',
  boundary: 'publisher',
  expected: { step: 'mediamtx-received-stream', cause: 'PUBLISHER_WRONG_PATH' },
  options: async (stage) => attachTo(stage, (await startPipeline(stage)).urls),
  alter: () => ({
    publisher: (options) => ({
      ...options,
      url: options.url.replace(/live\/[^/]+\/in$/, 'live/studio-2/in'),
    }),
  }),
});

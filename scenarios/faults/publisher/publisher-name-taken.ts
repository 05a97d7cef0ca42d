import { defineFault } from '../define-fault.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';
import { startOtherPublisher, untilReady } from '../rigging/other-publisher.ts';

const PATH = 'live/studio-1/in';

/** Somebody publishes under this name already, and MediaMTX lets nobody replace a publisher. */
export const publisherNameTaken = defineFault({
  id: 'publisher-name-taken',
  title: 'Another publisher holds the path',
  boundary: 'publisher',
  expected: { step: 'fragments-processed', cause: 'PUBLISHER_NAME_TAKEN' },
  options: () => ({ streamId: 'studio-1' }),
  alter(stage) {
    let apiUrl = '';
    return {
      mediamtxConfig: (yaml) =>
        replaceIn(yaml, 'pathDefaults:\n', 'pathDefaults:\n  overridePublisher: false\n'),
      afterStart({ endpoints }) {
        apiUrl = endpoints.mediamtxApiUrl;
      },
      async publisher(options) {
        await startOtherPublisher(stage, options.url);
        await untilReady(stage, apiUrl, PATH);
        return options;
      },
    };
  },
});

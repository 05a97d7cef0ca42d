import { defineFault } from '../define-fault.ts';

/** The publisher uses the name of another stream. */
export const publisherWrongStream = defineFault({
  id: 'publisher-wrong-stream',
  title: 'The publisher publishes under the name of another stream',
  boundary: 'publisher',
  expected: { step: 'mediamtx-received-stream', cause: 'PUBLISHER_WRONG_PATH' },
  alter: () => ({
    publisher: (options) => ({
      ...options,
      url: options.url.replace(/live\/[^/]+\/in$/, 'live/studio-2/in'),
    }),
  }),
});

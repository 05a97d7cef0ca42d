import { defineFault } from '../define-fault.ts';

/** The publisher uses a path for which MediaMTX has no configuration. */
export const publisherUnknownPath = defineFault({
  id: 'publisher-unknown-path',
  title: 'The publisher publishes to a path that MediaMTX does not know',
  boundary: 'publisher',
  expected: { step: 'mediamtx-received-stream', cause: 'PUBLISHER_WRONG_PATH' },
  alter: () => ({
    publisher: (options) => ({ ...options, url: options.url.replace(/live\/([^/]+)\/in$/, 'app/$1') }),
  }),
});

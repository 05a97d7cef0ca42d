import { defineFault } from '../define-fault.ts';
import { freePort } from '../rigging/free-port.ts';

/** The publisher is configured with a port on which nothing listens. */
export const publisherWrongPort = defineFault({
  id: 'publisher-wrong-port',
  title: 'The publisher connects to a port on which nothing listens',
  boundary: 'publisher',
  expected: { step: 'mediamtx-received-stream', cause: 'PUBLISHER_CONNECTION_REFUSED' },
  alter: () => ({
    async publisher(options) {
      const url = new URL(options.url);
      return { ...options, url: options.url.replace(url.host, `${url.hostname}:${await freePort()}`) };
    },
  }),
});

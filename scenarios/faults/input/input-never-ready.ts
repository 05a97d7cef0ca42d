import { defineFault } from '../define-fault.ts';
import { startStallingRelay } from '../rigging/stalling-relay.ts';

/** Enough for the handshake and the first frames, too little for MediaMTX to find the tracks. */
const PASSED_BYTES = 12_000;

/** A tunnel between publisher and MediaMTX passes on the handshake and the first frames, and nothing after them. */
export const inputNeverReady = defineFault({
  id: 'input-never-ready',
  title: 'The stream of the publisher stalls before MediaMTX has found its tracks',
  boundary: 'input',
  expected: { step: 'mediamtx-received-stream', cause: 'INPUT_NEVER_READY' },
  alter: (stage) => ({
    async publisher(options) {
      const { host } = new URL(options.url);
      return {
        ...options,
        url: options.url.replace(host, await startStallingRelay(stage, host, PASSED_BYTES)),
      };
    },
  }),
});

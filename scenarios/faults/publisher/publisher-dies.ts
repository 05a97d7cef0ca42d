import { defineFault } from '../define-fault.ts';
import { writeScript } from '../rigging/write-file.ts';

/** A watchdog of the publisher interrupts ffmpeg in mid-stream, and ffmpeg exits with 255. */
export const publisherDies = defineFault({
  id: 'publisher-dies',
  title: 'The publisher ends in mid-stream with an exit code',
  boundary: 'publisher',
  expected: { step: 'fragments-processed', cause: 'PUBLISHER_DIED' },
  alter: (stage) => ({
    publisher: async (options) => ({
      ...options,
      command: await writeScript(
        stage,
        'bin/encoder',
        '#!/bin/sh\nffmpeg "$@" &\nchild=$!\nsleep 5\nkill -INT $child\nwait $child\n',
      ),
    }),
  }),
});

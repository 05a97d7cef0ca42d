import { defineFault } from '../define-fault.ts';
import { writeScript } from '../rigging/write-file.ts';

/** The ffmpeg of the publisher cannot be loaded, as after a partial upgrade. */
export const publisherDiesAtOnce = defineFault({
  id: 'publisher-dies-at-once',
  title: "The publisher's ffmpeg ends at once",
  boundary: 'publisher',
  expected: { step: 'mediamtx-received-stream', cause: 'PUBLISHER_DIED' },
  alter: (stage) => ({
    publisher: async (options) => ({
      ...options,
      command: await writeScript(
        stage,
        'bin/ffmpeg',
        [
          '#!/bin/sh',
          'echo "ffmpeg: error while loading shared libraries: libavdevice.so.59: cannot open shared object file: No such file or directory" >&2',
          'exit 127',
          '',
        ].join('\n'),
      ),
    }),
  }),
});

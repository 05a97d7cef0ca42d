import { execa } from 'execa';
import { defineFault } from '../define-fault.ts';

/** The volume of the recordings is mounted read-only. */
export const recordingReadOnly = defineFault({
  id: 'recording-read-only',
  title: 'The volume of the recordings is mounted read-only',
  boundary: 'recording',
  expected: { step: 'fragments-processed', cause: 'RECORDING_FOLDER_NOT_WRITABLE' },
  needsMounts: true,
  alter: (stage) => ({
    async beforeStart({ recordingsFolder }) {
      stage.defer(async () => void (await execa('umount', ['--lazy', recordingsFolder])));
      await execa('mount', ['--bind', recordingsFolder, recordingsFolder]);
      await execa('mount', ['-o', 'remount,bind,ro', recordingsFolder]);
    },
  }),
});

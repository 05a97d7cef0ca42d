import { execa } from 'execa';
import { defineFault } from '../define-fault.ts';

/** The disk of the recordings is full after some seconds. */
export const recordingDiskFull = defineFault({
  id: 'recording-disk-full',
  title: 'The disk of the recordings becomes full',
  boundary: 'recording',
  expected: { step: 'fragments-processed', cause: 'RECORDING_DISK_FULL' },
  needsMounts: true,
  alter: (stage) => ({
    async beforeStart({ recordingsFolder }) {
      stage.defer(async () => void (await execa('umount', ['--lazy', recordingsFolder])));
      await execa('mount', ['-t', 'tmpfs', '-o', 'size=500k', 'tmpfs', recordingsFolder]);
    },
  }),
});

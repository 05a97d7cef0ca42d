import { chmod } from 'node:fs/promises';
import { defineFault } from '../define-fault.ts';
import { changeService } from '../rigging/service-specs.ts';

/** Root ignores permissions, unless it lacks this capability, as in most containers that drop capabilities. */
const WITHOUT_OVERRIDE = ['--bounding-set', '-dac_override,-dac_read_search', '--inh-caps', '-all'];

/** MediaMTX may not write to the folder of the recordings. */
export const recordingNotPermitted = defineFault({
  id: 'recording-not-permitted',
  title: 'MediaMTX may not write to the folder of the recordings',
  boundary: 'recording',
  expected: { step: 'fragments-processed', cause: 'RECORDING_FOLDER_NOT_WRITABLE' },
  alter: (stage) => ({
    async beforeStart({ recordingsFolder }) {
      stage.defer(() => chmod(recordingsFolder, 0o755));
      await chmod(recordingsFolder, 0o555);
    },
    specs: changeService('mediamtx', ({ command, args }) =>
      process.getuid?.() === 0
        ? { command: 'setpriv', args: [...WITHOUT_OVERRIDE, '--', command, ...args] }
        : {},
    ),
  }),
});

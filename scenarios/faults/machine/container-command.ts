import { defineFault } from '../define-fault.ts';

/** The Compose file starts a program that the image does not have. */
export const containerCommand = defineFault({
  id: 'container-command',
  title: 'The Compose file names a program that the image of MediaMTX does not have',
  boundary: 'containers',
  expected: { step: 'environment-setup', cause: 'CONTAINER_NOT_STARTED' },
  options: () => ({ environment: 'compose' }),
  alter: () => ({
    composeServices: () => ({ mediamtx: { init: false, entrypoint: ['/usr/bin/mediamtxx'] } }),
  }),
});

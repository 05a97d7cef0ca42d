import { defineFault } from '../define-fault.ts';

/** A service listens only on the loopback of its container. */
export const containerLoopback = defineFault({
  id: 'container-loopback',
  title: 'The STS service listens on the loopback of its container',
  boundary: 'containers',
  expected: { step: 'environment-setup', cause: 'CONTAINER_UNREACHABLE' },
  options: () => ({ environment: 'compose' }),
  alter: () => ({
    composeServices: () => ({ 'sts-service': { environment: { STS_HOST: '127.0.0.1' } } }),
  }),
});

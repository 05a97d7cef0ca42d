import { defineFault } from '../define-fault.ts';

/** The Compose file names an image that was never built or pulled. */
export const imageMissing = defineFault({
  id: 'image-missing',
  title: 'The Compose file names an image that does not exist',
  boundary: 'containers',
  expected: { step: 'environment-setup', cause: 'COMPOSE_FAILED' },
  options: () => ({ environment: 'compose' }),
  alter: () => ({
    composeServices: () => ({ 'sts-service': { image: 'registry.invalid/sts:2', pull_policy: 'never' } }),
  }),
});

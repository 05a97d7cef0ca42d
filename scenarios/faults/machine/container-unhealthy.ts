import { defineFault } from '../define-fault.ts';

/** The health check of a container requests a port on which the service does not listen. */
export const containerUnhealthy = defineFault({
  id: 'container-unhealthy',
  title: 'The health check of the STS service requests a wrong port',
  boundary: 'containers',
  expected: { step: 'environment-setup', cause: 'CONTAINER_UNHEALTHY' },
  options: () => ({ environment: 'compose' }),
  alter: () => ({
    composeServices: () => ({
      'sts-service': {
        healthcheck: {
          test: ['CMD', 'curl', '-fsS', '-m', '2', '-o', '/dev/null', 'http://127.0.0.1:3001/ready'],
          interval: '1s',
          start_period: '2s',
          retries: 3,
        },
      },
    }),
  }),
});

import { observationRef } from '../../facts/run-facts.ts';
import { defineCause } from '../cause.ts';
import { containerFinding } from './container-trouble.ts';

const CONFIRM = ['docker port <container>', 'docker exec <container> cat /proc/net/tcp /proc/net/tcp6'];

/** A healthy container whose published port leads nowhere. */
export const containerUnreachable = defineCause({
  code: 'CONTAINER_UNREACHABLE',
  title: 'The published port of a container does not reach its service',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning:
    'The service answers its health check inside the container, and not through the published port: it listens on the loopback of the container, or another port is published.',
  evidenceFor: ['the container is healthy', 'a request through its published port gets no response'],
  evidenceAgainst: ['a response to a request through the published port'],
  fix: 'Configure the service to listen on 0.0.0.0 in the container, and publish that port (ports in the Compose file).',
  confirm: CONFIRM,
  find: (facts) =>
    containerFinding(facts, { kind: 'unreachable', confirm: CONFIRM }, ({ name }) => {
      const services = facts.probed('services');
      const request = services?.data.list?.find((entry) => entry.name === name);
      const outcome = `GET ${request?.url}: ${request?.error ?? 'no response'}`;
      return {
        summary: `The container of ${name} is healthy, and its service cannot be reached from this machine: ${outcome}.`,
        evidence: [services && observationRef(services.event, outcome)],
      };
    }),
});

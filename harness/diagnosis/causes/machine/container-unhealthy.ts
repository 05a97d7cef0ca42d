import { defineCause } from '../cause.ts';
import { containerFinding } from './container-trouble.ts';

const CONFIRM = ['docker inspect -f "{{json .State.Health}}" <container>'];

/** The health check of a running container fails. */
export const containerUnhealthy = defineCause({
  code: 'CONTAINER_UNHEALTHY',
  title: 'A container does not become healthy',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning:
    'The container runs, and its health check fails: the check requests another address than the one on which the service listens, or the service is not ready.',
  evidenceFor: ['Docker reports the health unhealthy', 'the output of the last check'],
  evidenceAgainst: ['Docker reports the health healthy'],
  fix: 'Run the health check by hand in the container. Correct its address in the Compose file, or the error that the service logs.',
  confirm: CONFIRM,
  find: (facts) =>
    containerFinding(facts, { kind: 'unhealthy', confirm: CONFIRM }, ({ name, health, healthOutput }) => {
      const output = healthOutput === undefined ? '' : ` The last check printed: ${healthOutput}`;
      return { summary: `The container of ${name} runs, and its health is ${health}.${output}` };
    }),
});

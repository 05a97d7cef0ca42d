import { defineCause } from '../cause.ts';
import { containerFinding, containerOf } from './container-trouble.ts';

const CONFIRM = ['docker inspect -f "{{.State.Paused}}" <container>'];

/** A container is paused. */
export const containerPaused = defineCause({
  code: 'CONTAINER_PAUSED',
  title: 'A container is paused',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning:
    'The processes of the container are frozen (docker pause). Their ports accept connections, and no request is answered until they continue.',
  evidenceFor: ['the container is in the state paused'],
  evidenceAgainst: ['a response of the service'],
  fix: 'Continue the container: docker unpause <container>. Then stop the script or person that paused it.',
  confirm: CONFIRM,
  find: (facts) =>
    containerFinding(
      facts,
      { kind: 'paused', confirm: CONFIRM },
      ({ name, container = containerOf(name) }) => ({
        summary: `The container of ${name} is paused: its processes are frozen and do not answer.`,
        fix: `Continue the container: docker unpause ${container}. Then stop the script or person that paused it.`,
      }),
    ),
});

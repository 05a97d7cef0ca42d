import { defineCause } from '../cause.ts';
import { containerFinding } from './container-trouble.ts';

const CONFIRM = ['docker inspect -f "{{.State.Error}}" <container>'];

/** Docker created a container and could not start its program. */
export const containerNotStarted = defineCause({
  code: 'CONTAINER_NOT_STARTED',
  title: 'Docker cannot start a container',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning:
    'Docker created the container and could not start it: its program is missing or not executable, or a volume, device or network is not available.',
  evidenceFor: ['the container is in the state created, with an error of Docker'],
  evidenceAgainst: ['a log line of the service'],
  fix: 'Correct the program, volume, device or network that the error of Docker names, in the Compose file or in the image.',
  confirm: CONFIRM,
  find: (facts) =>
    containerFinding(facts, { kind: 'not-started', confirm: CONFIRM }, ({ name, error = '' }) => ({
      summary: `Docker cannot start the container of ${name}: ${error}`,
    })),
});

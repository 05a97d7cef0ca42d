import { setupErrorRef } from '../../facts/setup-error.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** No Docker daemon responds. */
export const dockerUnreachable = defineCause({
  code: 'DOCKER_UNREACHABLE',
  title: 'No Docker daemon responds',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning:
    'The environment compose needs a Docker daemon. None responds: it is not installed, it does not run, DOCKER_HOST names another place, or this user may not use its socket.',
  evidenceFor: ['step 0 ended with the error DOCKER_UNREACHABLE'],
  evidenceAgainst: ['the run log names the version of Docker'],
  fix: 'Start Docker (systemctl start docker), install it (./setup --docker), or correct DOCKER_HOST. Without Docker, run with --env process.',
  confirm: ['docker info', 'ls -l /var/run/docker.sock'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const error = setupErrorRef(facts, ['DOCKER_UNREACHABLE']);
    if (error === undefined) return undefined;
    return {
      summary: `No container could be started: ${error.text.replace(/^DOCKER_UNREACHABLE: /, '')}`,
      evidence: [error],
      certainty: 'certain',
    };
  },
});

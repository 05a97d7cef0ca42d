import { setupErrorRef } from '../../facts/setup-error.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Docker Compose could not create the containers or their network. */
export const composeFailed = defineCause({
  code: 'COMPOSE_FAILED',
  title: 'Docker Compose cannot create the containers',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning:
    'Docker Compose rejected the Compose files, or could not create a container, volume or network: an image, a variable or Compose itself is missing.',
  evidenceFor: ['step 0 ended with the error COMPOSE_FAILED or NETWORK_NOT_MADE'],
  evidenceAgainst: ['a log line of a container'],
  fix: 'Correct the file, variable, image or network that the message of Docker Compose names, then rerun.',
  confirm: ['docker compose version', 'docker compose -f services/compose.media.yml config'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const error = setupErrorRef(facts, ['COMPOSE_FAILED', 'NETWORK_NOT_MADE']);
    if (error === undefined) return undefined;
    const summary = error.text.replace(/^[A-Z_]+: /, 'The containers cannot be created: ');
    return { summary, evidence: [error], certainty: 'certain' };
  },
});

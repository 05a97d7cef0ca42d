import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** media-service never answered. */
export const mediaServiceNotRunning = defineCause({
  code: 'MEDIA_SERVICE_NOT_RUNNING',
  title: 'media-service does not run',
  boundary: 'media-service',
  class: 'ENVIRONMENT',
  meaning:
    'Nothing listens at the address of media-service, or its process ended while it started. No hook can be answered and no stream is dubbed.',
  evidenceFor: [
    'its address refuses connections, and there is no process of it',
    'its process ended before it answered for the first time',
  ],
  evidenceAgainst: ['an answer of media-service during the run'],
  fix: 'Start media-service, so that it listens at <media-service> (node services/media-service/main.ts). If it ends at once, correct the first error of its log.',
  confirm: ['curl -i <media-service>/health', 'pnpm scenario show <run> --logs media-service'],
  terminal: true,
  find: (facts) => troubleFinding(facts, 'media-service', 'never-ran'),
});

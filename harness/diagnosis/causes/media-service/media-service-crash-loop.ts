import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** Something restarts media-service, and it ends each time. */
export const mediaServiceCrashLoop = defineCause({
  code: 'MEDIA_SERVICE_CRASH_LOOP',
  title: 'media-service ends again and again',
  boundary: 'media-service',
  class: 'PRODUCT',
  meaning:
    'A supervisor restarts media-service each time it ends. Between two ends it answers, so that a health check may pass, but its workers do not survive.',
  evidenceFor: ['its log reports more starts than were requested', 'the same fatal error several times'],
  evidenceAgainst: ['restarts by the harness'],
  fix: 'Read the error before each restart in the log of media-service.',
  confirm: ['pnpm scenario show <run> --logs media-service | grep -c listening'],
  find: (facts) => troubleFinding(facts, 'media-service', 'crash-loop'),
});

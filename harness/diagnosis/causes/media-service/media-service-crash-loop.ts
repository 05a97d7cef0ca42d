import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** Something restarts media-service, and it ends each time. */
export const mediaServiceCrashLoop = defineCause({
  code: 'MEDIA_SERVICE_CRASH_LOOP',
  title: 'media-service ends again and again',
  boundary: 'media-service',
  class: 'PRODUCT',
  meaning:
    'A supervisor restarts media-service each time it ends. It answers between two ends, so a health check may pass, but its workers end each time.',
  evidenceFor: ['its log reports more starts than were requested', 'the same fatal error several times'],
  evidenceAgainst: ['restarts by the harness'],
  fix: 'Correct the error that media-service logs before each restart.',
  confirm: ['pnpm scenario show <run> --logs media-service | grep -c listening'],
  find: (facts) => troubleFinding(facts, 'media-service', 'crash-loop'),
});

import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** Something restarts the STS service, and it ends each time. */
export const stsCrashLoop = defineCause({
  code: 'STS_CRASH_LOOP',
  title: 'The STS service ends again and again',
  boundary: 'sts-connection',
  class: 'PRODUCT',
  meaning:
    'A supervisor restarts the STS service each time it ends. It answers between two ends, so a health check may pass, but each session is lost.',
  evidenceFor: ['its log reports more starts than were requested', 'the same fatal error several times'],
  evidenceAgainst: ['restarts by the harness'],
  fix: 'Correct the error that the STS service logs before each restart.',
  confirm: ['pnpm scenario show <run> --logs sts-service | grep -c listening'],
  find: (facts) => troubleFinding(facts, 'sts-service', 'crash-loop'),
});

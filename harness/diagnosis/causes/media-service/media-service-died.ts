import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** media-service answered, and then its process ended. */
export const mediaServiceDied = defineCause({
  code: 'MEDIA_SERVICE_DIED',
  title: 'media-service ended during the run',
  boundary: 'media-service',
  class: 'PRODUCT',
  meaning:
    'The process of media-service ended while it was needed, by an error of its own or by a signal from outside. Its workers ended with it.',
  evidenceFor: ['the end of its process, with exit code or signal', 'a fatal error in its log'],
  evidenceAgainst: ['the harness ended it on purpose'],
  fix: 'Correct the last error in the log of media-service. After a signal: free memory if the log of the kernel shows the OOM killer, otherwise stop the supervisor or script that sent the signal.',
  confirm: [
    'pnpm scenario show <run> --logs media-service | tail -20',
    'journalctl -k | grep -i "killed process"',
  ],
  terminal: true,
  find: (facts) => troubleFinding(facts, 'media-service', 'died'),
});

import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** The process of media-service is stopped. */
export const mediaServiceStopped = defineCause({
  code: 'MEDIA_SERVICE_STOPPED',
  title: 'media-service is stopped (SIGSTOP)',
  boundary: 'media-service',
  class: 'ENVIRONMENT',
  meaning:
    'The process exists and its port accepts connections, but it is not executed: SIGSTOP, a debugger or a frozen container stopped it.',
  evidenceFor: ['state T of its process in several samples'],
  evidenceAgainst: ['an answer of media-service after that'],
  fix: 'Continue the process: kill -CONT <media-service-pid>. Then end the debugger or script that stopped it, or unfreeze its container.',
  confirm: ['ps -o pid,stat,cmd -p <media-service-pid>'],
  terminal: true,
  find: (facts) => troubleFinding(facts, 'media-service', 'stopped'),
});

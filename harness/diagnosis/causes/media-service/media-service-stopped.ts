import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** The process of media-service is stopped. */
export const mediaServiceStopped = defineCause({
  code: 'MEDIA_SERVICE_STOPPED',
  title: 'media-service is stopped (SIGSTOP)',
  boundary: 'media-service',
  class: 'ENVIRONMENT',
  meaning:
    'The process exists and its port accepts connections, but it executes nothing: it was stopped by SIGSTOP, by a debugger or by a frozen container.',
  evidenceFor: ['state T of its process in several samples'],
  evidenceAgainst: ['an answer of media-service after that'],
  fix: 'Continue it: kill -CONT <media-service-pid>. Find what stopped it.',
  confirm: ['ps -o pid,stat,cmd -p <media-service-pid>'],
  terminal: true,
  find: (facts) => troubleFinding(facts, 'media-service', 'stopped'),
});

import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** The process of the STS service is stopped. */
export const stsStopped = defineCause({
  code: 'STS_STOPPED',
  title: 'The STS service is stopped (SIGSTOP)',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'The process exists and its port accepts connections, but it is not executed: SIGSTOP, a debugger or a frozen container stopped it.',
  evidenceFor: ['state T of its process in several samples'],
  evidenceAgainst: ['an answer of the STS service after that'],
  fix: 'Continue the process: kill -CONT <sts-service-pid>. Then end the debugger or script that stopped it, or unfreeze its container.',
  confirm: ['ps -o pid,stat,cmd -p <sts-service-pid>'],
  terminal: true,
  find: (facts) => troubleFinding(facts, 'sts-service', 'stopped'),
});

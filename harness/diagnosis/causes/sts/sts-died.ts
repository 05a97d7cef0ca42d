import { defineCause } from '../cause.ts';
import { troubleFinding } from '../service-trouble.ts';

/** The STS service answered, and then its process ended. */
export const stsDied = defineCause({
  code: 'STS_DIED',
  title: 'The STS service ended during the run',
  boundary: 'sts-connection',
  class: 'PRODUCT',
  meaning:
    'The process of the STS service ended while it was needed, by an error of its own or by a signal from outside. Fragments in flight are lost, and segments fall back to their original audio.',
  evidenceFor: ['the end of its process, with exit code or signal', 'a fatal error in its log'],
  evidenceAgainst: ['the harness ended it on purpose'],
  fix: 'Correct the last error in the log of the STS service. After a signal: free memory if the log of the kernel shows the OOM killer, otherwise stop the supervisor or script that sent the signal.',
  confirm: [
    'pnpm scenario show <run> --logs sts-service | tail -20',
    'journalctl -k | grep -i "killed process"',
  ],
  terminal: true,
  find: (facts) => troubleFinding(facts, 'sts-service', 'died'),
});

import { refusedCall } from '../../facts/refused-call.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The operating system refused a call of the harness. */
export const machineRefusesCall = defineCause({
  code: 'MACHINE_REFUSES_CALL',
  title: 'The machine refuses a call of the harness',
  boundary: 'machine',
  class: 'ENVIRONMENT',
  meaning:
    'A file could not be written or read, or a program could not be started, because a disk is full, a permission is missing, or a limit of the user is reached. The pipeline was not tested further.',
  evidenceFor: ['the error of the operating system, with its code and the path'],
  evidenceAgainst: ['a service that reports the same error: then its own cause names it'],
  fix: 'Correct what the error names: free space on the disk (ENOSPC), give this user access to the path (EACCES, EROFS), or raise the limit (EMFILE: ulimit -n, EAGAIN: ulimit -u).',
  confirm: ['pnpm dubstep doctor', 'df -h', 'ulimit -a'],
  find(facts): CauseFinding | undefined {
    const refused = refusedCall(facts);
    if (refused === undefined) return undefined;
    return {
      summary: `The machine refused a call of the harness: ${refused.message}.`,
      evidence: [refused.ref],
      certainty: 'certain',
    };
  },
});

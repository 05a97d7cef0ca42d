import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook names an interpreter that does not exist. */
export const hookInterpreterMissing = defineCause({
  code: 'HOOK_INTERPRETER_MISSING',
  title: 'The interpreter of the MediaMTX hook does not exist',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The first line of the hook names a program that does not exist where MediaMTX runs, for example in an image without a shell. The system reports the hook itself as missing.',
  evidenceFor: [
    'the file exists, and the program in its #! line does not',
    'MediaMTX logs "no such file or directory" for it',
  ],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Install the interpreter that the first line of <hook> names where MediaMTX runs, or change that line to one that exists.',
  confirm: ['head -1 <hook>'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'interpreter-missing', ({ interpreter }, hook) => ({
      summary: `The interpreter ${interpreter} of the ${hook} does not exist, so MediaMTX cannot run the hook.`,
      fix: `Install ${interpreter} where MediaMTX runs, or change the first line of <hook> to an interpreter that exists.`,
      confirm: ['head -1 <hook>', `ls -l ${interpreter}`],
    })),
});

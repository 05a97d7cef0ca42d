import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The system finds no file to execute, and the file could not be examined. */
export const hookCannotStart = defineCause({
  code: 'HOOK_CANNOT_START',
  title: 'MediaMTX cannot start its hook',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The system reports "no such file or directory" for the hook: the file does not exist, or the interpreter in its first line does not. Which of them is known once the file has been examined.',
  evidenceFor: ['MediaMTX reports that it could not start the hook, and nothing is known of its file'],
  evidenceAgainst: ['the file was examined: see HOOK_MISSING, HOOK_INTERPRETER_MISSING and HOOK_CRLF'],
  fix: 'Check that the file exists where MediaMTX runs, and the interpreter in its first line, too.',
  confirm: ['ls -l <hook>', 'head -1 <hook> | od -c'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'cannot-start', ({ path }) => ({
      summary: `MediaMTX cannot start its hook ${path}: the file or its interpreter does not exist.`,
      confirm: [`ls -l ${path}`, `head -1 ${path} | od -c`],
    })),
});

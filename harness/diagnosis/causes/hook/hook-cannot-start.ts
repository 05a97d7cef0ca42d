import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The system finds no file to execute, and the file could not be examined. */
export const hookCannotStart = defineCause({
  code: 'HOOK_CANNOT_START',
  title: 'MediaMTX cannot start its hook',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The system reports "no such file or directory" for the hook: either the file or the interpreter in its first line does not exist. The file could not be examined.',
  evidenceFor: ['MediaMTX reports that it could not start the hook, and its file was not examined'],
  evidenceAgainst: ['the file was examined: see HOOK_MISSING, HOOK_INTERPRETER_MISSING and HOOK_CRLF'],
  fix: 'Copy services/mediamtx/mtx-hook to the path that runOnAvailable names in <mediamtx-config>. If the file exists, install the interpreter that its first line names.',
  confirm: ['ls -l <hook>', 'head -1 <hook> | od -c'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'cannot-start', (_, hook) => ({
      summary: `MediaMTX cannot start the ${hook.replace(/^MediaMTX /, '')}: the file or its interpreter does not exist.`,
    })),
});

import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** MediaMTX cannot run the hook because it lacks the execute permission. */
export const hookNotExecutable = defineCause({
  code: 'HOOK_NOT_EXECUTABLE',
  title: 'The MediaMTX hook is not executable',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX starts the hook when a stream begins, and the operating system refuses to execute it. No hook call reaches media-service, so no worker is started.',
  evidenceFor: [
    'the hook file exists without execute permission',
    'MediaMTX logs "permission denied" for it',
  ],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Make the hook executable where MediaMTX runs: chmod +x <hook>',
  confirm: ['ls -l <hook>'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'not-executable', (_, hook) => ({
      summary: `The ${hook} is not executable, so MediaMTX cannot report the stream to media-service.`,
    })),
});

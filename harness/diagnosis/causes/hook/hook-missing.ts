import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** MediaMTX is configured with a hook that does not exist. */
export const hookMissing = defineCause({
  code: 'HOOK_MISSING',
  title: 'The MediaMTX hook does not exist',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX is configured to run a program that does not exist where MediaMTX runs. No hook call reaches media-service, so no worker is started.',
  evidenceFor: ['the configured file does not exist', 'MediaMTX logs "no such file or directory" for it'],
  evidenceAgainst: [
    'the file exists: then its interpreter is missing, see HOOK_INTERPRETER_MISSING',
    'a hook call that ended with exit code 0',
  ],
  fix: 'Copy services/mediamtx/mtx-hook to the path that runOnAvailable names in <mediamtx-config>, or correct that path.',
  confirm: ['ls -l <hook>'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'missing', ({ path }, hook) => ({
      summary: `The ${hook} does not exist, so MediaMTX cannot report the stream to media-service.`,
      ...(path !== undefined && {
        fix: 'Copy services/mediamtx/mtx-hook to <hook>, or correct that path in <mediamtx-config> (runOnAvailable).',
      }),
    })),
});

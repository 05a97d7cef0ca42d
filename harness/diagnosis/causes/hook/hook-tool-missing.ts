import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook cannot post without curl. */
export const hookToolMissing = defineCause({
  code: 'HOOK_TOOL_MISSING',
  title: 'A program that the MediaMTX hook needs is missing',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The hook runs and ends without posting, because a program that it needs (curl) does not exist where MediaMTX runs.',
  evidenceFor: ['a hook call that ended with a message about a program that is not installed'],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Install curl where MediaMTX runs (apt-get install curl), in a folder of its PATH.',
  confirm: ["PATH=$(tr '\\0' '\\n' </proc/<mediamtx-pid>/environ | sed -n 's/^PATH=//p') command -v curl"],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'tool-missing', ({ message }) => ({
      summary: `The MediaMTX hook ended without posting the event: ${message}.`,
    })),
});

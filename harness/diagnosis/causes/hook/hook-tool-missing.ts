import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook cannot post without curl. */
export const hookToolMissing = defineCause({
  code: 'HOOK_TOOL_MISSING',
  title: 'The MediaMTX hook lacks a program',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The hook runs and ends without posting, because a program that it needs (curl) does not exist where MediaMTX runs.',
  evidenceFor: ['a hook call that ended with a message about a program that is not installed'],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Install curl where MediaMTX runs, and check the PATH in its environment.',
  confirm: ['command -v curl'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'tool-missing', ({ message }) => ({
      summary: `The MediaMTX hook ended without posting the event: ${message}.`,
    })),
});

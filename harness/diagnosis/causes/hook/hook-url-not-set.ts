import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook has no address to post to. */
export const hookUrlNotSet = defineCause({
  code: 'HOOK_URL_NOT_SET',
  title: 'The MediaMTX hook has no usable ORCHESTRATOR_URL',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The hook posts to the URL in the variable ORCHESTRATOR_URL of the environment of MediaMTX. The variable is missing or not an http URL, so the hook ends without posting.',
  evidenceFor: ['a hook call that ended with a message about ORCHESTRATOR_URL'],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Set ORCHESTRATOR_URL=<orchestrator-url> in the environment of MediaMTX, and restart MediaMTX.',
  confirm: ["tr '\\0' '\\n' </proc/<mediamtx-pid>/environ | grep ORCHESTRATOR_URL"],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'url-not-set', ({ message }) => ({
      summary: `The MediaMTX hook ended without posting the event: ${message}.`,
    })),
});

import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook sends what media-service does not accept. */
export const hookRejected = defineCause({
  code: 'HOOK_REJECTED',
  title: 'The event of the MediaMTX hook is rejected',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The server received the event and did not accept it: the hook and media-service have different versions, or another server answers.',
  evidenceFor: ['a hook call that was answered with another status than 2xx, 401, 403 and 404'],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Compare the versions of the hook and media-service, and read the answer in the hook call.',
  confirm: ['grep mtx-hook <log of mediamtx>'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'rejected', ({ url, status, message }) => ({
      summary: `The event of the MediaMTX hook was rejected: ${message ?? `${url} answered ${status}`}.`,
    })),
});

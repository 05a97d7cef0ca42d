import { comparedWithMediaService, fixOfTarget, hookTarget } from '../../facts/hook-target.ts';
import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook sends what media-service does not accept. */
export const hookRejected = defineCause({
  code: 'HOOK_REJECTED',
  title: 'The server rejects the event of the MediaMTX hook',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'A server received the event and rejected it: the hook and media-service have different versions, or another server answers at the address.',
  evidenceFor: ['a hook call that was answered with another status than 2xx, 401, 403 and 404'],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Deploy the hook and media-service in the same version; correct the field that the answer names. If another server answered, set ORCHESTRATOR_URL=<orchestrator-url> in the environment of MediaMTX.',
  confirm: ['pnpm scenario show <run> --events call'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'rejected', ({ url, status, message, path }) => {
      const target = hookTarget(facts, url);
      const isOther = target?.difference !== undefined && target.difference !== 'none';
      const compared = isOther ? `; ${comparedWithMediaService(target)}` : '';
      const file = path ?? '<hook>';
      return {
        summary: `The event of the MediaMTX hook was rejected: ${message ?? `${url ?? 'its address'} answered ${status}`}${compared}.`,
        ...(isOther
          ? { fix: fixOfTarget(target) }
          : target?.difference === 'none' && {
              fix: `Correct what the answer names in the event that ${file} sends: replace it by services/mediamtx/mtx-hook of the version of media-service, which sends what media-service accepts.`,
            }),
      };
    }),
});

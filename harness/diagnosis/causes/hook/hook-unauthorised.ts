import { comparedWithMediaService, fixOfTarget, hookTarget } from '../../facts/hook-target.ts';
import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook and media-service have different secrets. */
export const hookUnauthorised = defineCause({
  code: 'HOOK_UNAUTHORISED',
  title: 'media-service rejects the secret of the MediaMTX hook',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'media-service, or a proxy before it, requires a secret that the hook does not send. MTX_HOOK_SECRET must be the same for MediaMTX and media-service.',
  evidenceFor: ['a hook call that was answered with 401 or 403'],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Set MTX_HOOK_SECRET to the same value in the environments of MediaMTX and media-service, and restart both.',
  confirm: [
    "for pid in <mediamtx-pid> <media-service-pid>; do tr '\\0' '\\n' </proc/$pid/environ | grep ^MTX_HOOK_SECRET= | sha256sum; done",
  ],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'unauthorised', ({ url, status }) => {
      const target = hookTarget(facts, url);
      const isOther = target?.difference !== undefined && target.difference !== 'none';
      const compared = isOther ? `; ${comparedWithMediaService(target)}` : '';
      return {
        summary: `The MediaMTX hook is not authorised: ${url ?? 'its address'} answered ${status}${compared}.`,
        ...(isOther && { fix: fixOfTarget(target) }),
      };
    }),
});

import { comparedWithMediaService, fixOfTarget, hookTarget } from '../../facts/hook-target.ts';
import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook posts to a place that is not media-service. */
export const hookUrlNotFound = defineCause({
  code: 'HOOK_URL_NOT_FOUND',
  title: 'The MediaMTX hook posts to a wrong address, which answers 404',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'ORCHESTRATOR_URL leads to another server than media-service, or to another path than the documented one, and the answer is 404. No worker is started.',
  evidenceFor: [
    'a hook call to another address than /v1/mediamtx/events/<event> of media-service, which was answered with 404',
  ],
  evidenceAgainst: [
    'the address is the documented one: see MEDIA_SERVICE_NO_HOOK_ROUTE',
    'a hook call that ended with exit code 0',
  ],
  fix: 'Set ORCHESTRATOR_URL=<orchestrator-url> (without a path) in the environment of MediaMTX, and restart MediaMTX.',
  confirm: ['curl -i -X POST <hook-url>'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'not-found', ({ url }) => {
      const target = hookTarget(facts, url);
      const compared = target && comparedWithMediaService(target);
      return {
        summary: `The MediaMTX hook posts to ${url ?? 'a wrong address'}, where a server answers 404${compared === undefined ? '' : `; ${compared}`}.`,
        ...(target !== undefined && { fix: fixOfTarget(target) }),
      };
    }),
});

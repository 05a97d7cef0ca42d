import { comparedWithMediaService, fixOfTarget, hookTarget } from '../../facts/hook-target.ts';
import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** Nothing listens where the hook posts. */
export const hookConnectionRefused = defineCause({
  code: 'HOOK_CONNECTION_REFUSED',
  title: 'The MediaMTX hook cannot connect to its address',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'Nothing accepts the connection at the address in ORCHESTRATOR_URL: a wrong host or port, or a network that MediaMTX does not share.',
  evidenceFor: ['a hook call to another address than that of media-service, that ended without an answer'],
  evidenceAgainst: [
    'the address is that of media-service: then media-service is the cause',
    'a hook call that ended with exit code 0',
  ],
  fix: 'Set ORCHESTRATOR_URL=<orchestrator-url> in the environment of MediaMTX, restart MediaMTX, and check that its host reaches this address.',
  confirm: ['curl -i <hook-url>'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'unreachable', ({ url, message }) => {
      const target = hookTarget(facts, url);
      const compared = target && comparedWithMediaService(target);
      const why = message?.replace(/^cannot reach \S+: /, '') ?? 'it ended without an answer';
      return {
        summary: `The MediaMTX hook cannot reach ${url ?? 'its address'}: ${why}${compared === undefined ? '' : `; ${compared}`}.`,
        ...(target !== undefined && target.difference !== 'none' && { fix: fixOfTarget(target) }),
      };
    }),
});

import { type CauseFinding, defineCause } from '../cause.ts';
import { linkFinding, ownLinkFailure } from './link-finding.ts';

/** The STS service answers stream:init with an error. */
export const stsInitRefused = defineCause({
  code: 'STS_INIT_REFUSED',
  title: 'The STS service refuses stream:init',
  boundary: 'sts-connection',
  class: 'PRODUCT',
  meaning:
    'The STS service answers stream:init with an error event, for example because a value of its configuration is not accepted. No session is opened.',
  evidenceFor: ['an error event after stream:init, with its code and message'],
  evidenceAgainst: ['stream:ready'],
  fix: 'Correct the value that code and message of the error name: in the configuration of media-service, or in the values that the STS service accepts.',
  places: ['services/sts-service/session/worker-connection.ts', 'services/media-service/config.ts'],
  confirm: ['pnpm scenario show <run> --logs media-service | grep "answered stream:init"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const failure = ownLinkFailure(facts, 'init-refused');
    if (failure === undefined) return undefined;
    const why = failure.reason.replace(/^the service answered stream:init with /, '');
    return linkFinding(
      failure,
      `The STS service at ${failure.url ?? 'its configured address'} refused stream:init: ${why}`,
      fixOf(why),
    );
  },
});

/** Variables of media-service by the field of `stream:init` that they fill. */
const VARIABLES: Readonly<Record<string, string>> = {
  source_language: 'WORKER_SOURCE_LANGUAGE',
  target_language: 'WORKER_TARGET_LANGUAGE',
  voice_profile: 'WORKER_VOICE_PROFILE',
  domain_hints: 'WORKER_DOMAIN_HINTS',
  chunk_duration_ms: 'WORKER_SEGMENT_S',
  timeout_ms: 'WORKER_STS_TIMEOUT_MS',
  max_inflight: 'WORKER_MAX_INFLIGHT',
};

function fixOf(why: string): Pick<CauseFinding, 'fix'> {
  const field = Object.keys(VARIABLES).find((name) => why.includes(name));
  if (field === undefined) return {};
  return {
    fix: `Set ${VARIABLES[field]} of media-service (${field} of stream:init) to a value that the STS service accepts, and restart media-service; or let the STS service accept it.`,
  };
}

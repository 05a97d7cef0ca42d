import { type CauseFinding, defineCause } from '../cause.ts';
import { linkFinding, ownLinkFailure } from './link-finding.ts';

/** The STS service rejects the worker's connection. */
export const stsUnauthorised = defineCause({
  code: 'STS_UNAUTHORISED',
  title: 'The STS service rejects the connection of the worker',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'The Socket.IO server answers and rejects the connection itself, before any stream:init. Likely its token is missing or wrong.',
  evidenceFor: ['"the service rejected the connection" with the reason in the log of media-service'],
  evidenceAgainst: ['"Invalid namespace": see STS_WRONG_NAMESPACE'],
  fix: 'Set STS_AUTH_TOKEN to the same value in the environments of media-service and the STS service, and restart both.',
  confirm: ['pnpm scenario show <run> --logs media-service | grep "rejected the connection"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const failure = ownLinkFailure(facts, 'rejected');
    if (failure === undefined) return undefined;
    const isMissing = /missing token/i.test(failure.reason);
    return linkFinding(
      failure,
      `The STS service at ${failure.url ?? 'its configured address'} rejects the worker: ${failure.reason.replace(/^the service rejected the connection: /, '').replace(/^(.+): \1$/, '$1')}.`,
      isMissing
        ? {
            fix: 'Set STS_AUTH_TOKEN in the environment of the media-service process to the value that the STS service has, and restart media-service; it sends none now.',
          }
        : {},
    );
  },
});

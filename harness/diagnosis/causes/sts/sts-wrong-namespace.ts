import { type CauseFinding, defineCause } from '../cause.ts';
import { linkFinding, ownLinkFailure } from './link-finding.ts';

/** The worker connects to a namespace that the STS service does not have. */
export const stsWrongNamespace = defineCause({
  code: 'STS_WRONG_NAMESPACE',
  title: 'The STS service has no such Socket.IO namespace',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'The worker reaches the Socket.IO server of the STS service, but requests a namespace that does not exist there. The path of STS_URL is the namespace.',
  evidenceFor: ['"Invalid namespace" as the answer to the connection of the worker'],
  evidenceAgainst: ['a session that was opened'],
  fix: 'Set STS_URL=<sts-url> (without a path, or with the namespace that the STS service serves to workers) in the environment of the media-service process, and restart media-service.',
  confirm: ['pnpm scenario show <run> --logs media-service | grep "Invalid namespace"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const failure = ownLinkFailure(facts, 'namespace');
    if (failure === undefined) return undefined;
    const { url } = failure;
    const path = url !== undefined && URL.canParse(url) ? new URL(url).pathname : undefined;
    const name = path === undefined || path === '/' ? 'the namespace of the worker' : `the namespace ${path}`;
    return linkFinding(
      failure,
      `The STS service at ${url ?? 'its configured address'} does not have ${name}: it answered "Invalid namespace".`,
    );
  },
});

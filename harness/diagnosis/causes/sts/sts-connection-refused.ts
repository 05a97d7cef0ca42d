import { addressOf } from '../../facts/sts-link.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { linkFinding, ownLinkFailure } from './link-finding.ts';

/** The worker is configured with an address at which there is no STS service. */
export const stsConnectionRefused = defineCause({
  code: 'STS_CONNECTION_REFUSED',
  title: 'The STS service is not at the address that the worker uses',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'media-service is configured with an address (STS_URL) at which nothing accepts connections, for example another port or an unknown host, while the STS service runs elsewhere.',
  evidenceFor: [
    '"ECONNREFUSED" or "ENOTFOUND" in the attempts of the worker to connect',
    'the STS service answers at its own address',
  ],
  evidenceAgainst: ['the STS service does not run: see STS_NOT_RUNNING and STS_DIED'],
  fix: 'Set STS_URL=<sts-url> in the environment of the media-service process, and restart media-service.',
  confirm: ['curl -i <sts-service>/health'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const failure = ownLinkFailure(facts, 'network');
    if (failure === undefined) return undefined;
    const { url, reason } = failure;
    const right = facts.setup?.endpoints.stsUrl;
    const isElsewhere = right !== undefined && addressOf(right) !== addressOf(url);
    // At its own address the service may be starting or restarting.
    if (right !== undefined && !isElsewhere) return undefined;
    return linkFinding(
      failure,
      `The worker cannot connect to the STS service at ${url ?? 'its configured address'} (${reason})${isElsewhere ? `; the STS service listens at ${right}` : ''}.`,
      isElsewhere
        ? {
            confirm: [`curl -i ${url}/health`, `curl -i ${right}/health`],
          }
        : {},
    );
  },
});

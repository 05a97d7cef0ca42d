import { observationRef } from '../../facts/run-facts.ts';
import { stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { linkFinding, ownLinkFailure } from './link-finding.ts';

/** The STS service accepts the connection and does not answer stream:init. */
export const stsInitUnanswered = defineCause({
  code: 'STS_INIT_UNANSWERED',
  title: 'The STS service does not answer stream:init',
  boundary: 'sts-connection',
  class: 'PRODUCT',
  meaning:
    'The worker is connected and has sent stream:init, but the STS service sends neither stream:ready nor an error. No session is opened.',
  evidenceFor: ['stream:init without stream:ready', '"no stream:ready within …" in the log of media-service'],
  evidenceAgainst: ['a service that is stopped or whose event loop is blocked'],
  fix: 'Correct the handler of stream:init in the STS service: it must answer each with stream:ready or an error.',
  places: ['services/sts-service/session/worker-connection.ts'],
  confirm: ['pnpm scenario show <run> --logs media-service | grep "stream:ready"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const failure = ownLinkFailure(facts, 'init-unanswered');
    if (failure === undefined) return undefined;
    const [init] = stsExchange(facts).inits;
    const finding = linkFinding(
      failure,
      `The STS service at ${failure.url ?? 'its configured address'} accepts the connection of the worker and does not answer stream:init (${failure.reason}).`,
    );
    const [first, ...others] = finding.evidence;
    return init === undefined
      ? finding
      : {
          ...finding,
          evidence: [first, observationRef(init, 'stream:init, without stream:ready'), ...others],
        };
  },
});

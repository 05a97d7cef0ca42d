import { type CauseFinding, defineCause } from '../cause.ts';
import { tooLarge } from './too-large.ts';

/** A fragment is larger than its receiver accepts. */
export const messageTooLarge = defineCause({
  code: 'MESSAGE_TOO_LARGE',
  title: 'A fragment exceeds the size limit of the STS service',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'The message with the audio of a fragment is larger than the receiver accepts (maxHttpBufferSize of Socket.IO, 1 MB by default, or the limit of the protocol). The socket is closed, or the fragment is rejected.',
  evidenceFor: ['websocket close code 1009', 'error FRAGMENT_TOO_LARGE'],
  evidenceAgainst: ['sessions that are closed for another reason: see STS_DISCONNECTS'],
  fix: 'Raise maxHttpBufferSize of the STS service (and the limits of proxies before it) above the size of a fragment, or shorten the segments: WORKER_SEGMENT_S of media-service.',
  confirm: ['pnpm scenario show <run> --logs media-service,sts-service | grep -E "1009|TOO_LARGE"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const found = tooLarge(facts);
    if (found === undefined) return undefined;
    return {
      summary: `A fragment is larger than the STS service accepts: ${found.how}.`.replace('..', '.'),
      evidence: found.evidence,
      certainty: 'certain',
    };
  },
});

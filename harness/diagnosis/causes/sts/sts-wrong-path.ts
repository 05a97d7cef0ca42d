import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { observationRef } from '../../facts/run-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { linkFinding, ownLinkFailure } from './link-finding.ts';

/** At the path of the connection there is no Socket.IO server. */
export const stsWrongPath = defineCause({
  code: 'STS_WRONG_PATH',
  title: 'There is no Socket.IO server at the path that the worker uses',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'An HTTP server answers at the address of the STS service, but has no Socket.IO server at the path of the request: the path of client and server differ, a reverse proxy maps it elsewhere, or it is another server.',
  evidenceFor: [
    '404 as the answer to the upgrade to a websocket',
    'an upgrade that is closed without an answer, while the probe with the documented path succeeds',
  ],
  evidenceAgainst: ['a refused connection: see STS_CONNECTION_REFUSED'],
  fix: 'Configure the same Socket.IO path in media-service and the STS service (/socket.io/ by default), forward it in the reverse proxy, and restart both.',
  confirm: ["curl -i '<sts-service>/socket.io/?EIO=4&transport=polling'"],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const failure = ownLinkFailure(facts, 'not-found') ?? cutOff(facts);
    if (failure === undefined) return undefined;
    const { url, reason } = failure;
    const probe = facts.probed('sts-session');
    const isReached = probe?.data.reached === 'ready';
    const finding = linkFinding(
      failure,
      `There is no Socket.IO server at the path that the worker uses on ${url ?? 'the STS service'}: ${reason}.`,
      url === undefined ? {} : { confirm: [`curl -i '${url}/socket.io/?EIO=4&transport=polling'`] },
    );
    if (probe === undefined || probe.data.path === undefined) return finding;
    const what = isReached
      ? `a session through ${probe.data.path} succeeded`
      : `a session through ${probe.data.path} got as far as ${probe.data.reached ?? 'nothing'}`;
    const [first] = finding.evidence;
    return { ...finding, evidence: [first, observationRef(probe.event, `probe: ${what}`)] };
  },
});

/** Node closes an upgrade that no handler accepts. The same server accepts one at another path. */
function cutOff(facts: PipelineFacts) {
  const probe = facts.probed('sts-session')?.data;
  if (probe?.reached !== 'ready') return undefined;
  return ownLinkFailure(facts, 'cut-off');
}

import { z } from 'zod';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { type LogEvent, logRef, observationRef } from '../../facts/run-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { linkFinding, ownLinkFailure } from './link-finding.ts';

const pathSchema = z.looseObject({ path: z.string() });

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
    'an upgrade that is closed without an answer, while the STS service reports a request at another path, or the probe with the documented path succeeds',
  ],
  evidenceAgainst: ['a refused connection: see STS_CONNECTION_REFUSED'],
  fix: 'Configure the same Socket.IO path in media-service and the STS service (/socket.io/ by default), forward it in the reverse proxy, and restart both.',
  confirm: ["curl -i '<sts-service>/socket.io/?EIO=4&transport=polling'"],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const refused = refusedPath(facts);
    const failure = ownLinkFailure(facts, 'not-found') ?? cutOff(facts, refused);
    if (failure === undefined) return undefined;
    const { url, reason } = failure;
    const finding = linkFinding(
      failure,
      `There is no Socket.IO server at the path that the worker uses on ${url ?? 'the STS service'}: ${reason}.`,
      url === undefined ? {} : { confirm: [`curl -i '${url}/socket.io/?EIO=4&transport=polling'`] },
    );
    const [first] = finding.evidence;
    if (refused !== undefined) return { ...finding, evidence: [logRef(refused, describe(refused)), first] };
    const probe = facts.probed('sts-session');
    if (probe?.data.path === undefined) return finding;
    const result =
      probe.data.reached === 'ready' ? 'succeeded' : `got as far as ${probe.data.reached ?? 'nothing'}`;
    const ref = observationRef(probe.event, `probe: a session through ${probe.data.path} ${result}`);
    return { ...finding, evidence: [first, ref] };
  },
});

/** The STS service itself reports a request to upgrade at another path. */
function refusedPath(facts: PipelineFacts): LogEvent | undefined {
  const [line] = facts.logs({ source: 'sts-service', message: /no Socket\.IO at this path/ });
  return line;
}

function describe({ message, data }: LogEvent): string {
  const path = pathSchema.safeParse(data).data?.path;
  return path === undefined ? message : `${message}: ${path}`;
}

/** Node closes an upgrade that no handler accepts. The same server accepts one at another path. */
function cutOff(facts: PipelineFacts, refused: LogEvent | undefined) {
  const isServed = refused !== undefined || facts.probed('sts-session')?.data.reached === 'ready';
  return isServed ? ownLinkFailure(facts, 'cut-off') : undefined;
}

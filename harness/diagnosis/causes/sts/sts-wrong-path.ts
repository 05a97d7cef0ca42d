import { z } from 'zod';
import { inCheckout } from '../../facts/checkout.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { type LogEvent, logRef, observationRef } from '../../facts/run-facts.ts';
import { addressOf } from '../../facts/sts-link.ts';
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
  fix: 'Use the same Socket.IO path in media-service and the STS service (/socket.io/ by default), and let a reverse proxy forward it unchanged. If STS_URL of media-service names another server, set STS_URL=<sts-url> and restart media-service.',
  confirm: ["curl -i '<sts-service>/socket.io/?EIO=4&transport=polling'"],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const refused = refusedPath(facts);
    const failure = ownLinkFailure(facts, 'not-found') ?? cutOff(facts, refused);
    if (failure === undefined) return undefined;
    const { url, status, reason } = failure;
    const finding = linkFinding(failure, '', {
      confirm: [`curl -i '${url ?? '<sts-service>'}/socket.io/?EIO=4&transport=polling'`],
    });
    const [first, ...more] = finding.evidence;
    const served = servedPath(facts);
    const address = url ?? 'the STS service';
    if (refused !== undefined) {
      const asked = askedPath(refused);
      return {
        ...finding,
        summary: `The worker requests the Socket.IO path ${asked ?? 'of another server'} at ${address}, and the STS service has no Socket.IO there${served === undefined ? '' : `: it serves ${served.path}`}.`,
        evidence: [logRef(refused, describe(refused)), ...(served === undefined ? [] : [served.ref]), first],
        fix: `Set the Socket.IO option path of the worker${inCheckout(facts, 'services/media-service/sts/sts-handshake.ts')} to ${served?.path ?? '/socket.io/'}${asked === undefined ? '' : `, not ${asked}`}, and restart media-service. If a proxy adds the prefix, let it forward ${asked ?? 'the path'} as ${served?.path ?? '/socket.io/'}.`,
      };
    }
    const target = facts
      .allProbed('sts-session')
      .findLast(({ data }) => data.url !== undefined && addressOf(data.url) === addressOf(url));
    const own = facts.setup?.endpoints.stsUrl;
    const isOther = own !== undefined && url !== undefined && addressOf(own) !== addressOf(url);
    const answer = status === undefined ? reason : `it answered ${status} to the websocket`;
    const ref = target && sessionRef(target);
    const evidence = [first, served?.ref, ref, ...more].filter((one) => one !== undefined);
    return {
      ...finding,
      summary: isOther
        ? `The worker is configured with STS_URL ${url}, which has no Socket.IO server at ${DEFAULT_PATH}: ${answer}. The STS service is at ${own}${served === undefined ? '' : `, where ${served.path} works`}.`
        : `There is no Socket.IO server at the path that the worker uses on ${address}: ${answer}${served === undefined ? '' : `; the STS service serves ${served.path}`}.`,
      evidence: [first, ...evidence.slice(1)],
      fix: isOther
        ? `If ${url} is a proxy, forward ${DEFAULT_PATH} with the upgrade to a websocket (headers Upgrade and Connection) to ${own}. Otherwise set STS_URL=<sts-url> in the environment of the media-service process, and restart media-service.`
        : `Set the Socket.IO option path of the worker${inCheckout(facts, 'services/media-service/sts/sts-handshake.ts')} to ${served?.path ?? DEFAULT_PATH}, and restart media-service.`,
    };
  },
});

/** Of Socket.IO, which the worker uses. */
const DEFAULT_PATH = '/socket.io/';

type Session = ReturnType<typeof sessionProbes>[number];

function sessionProbes(facts: PipelineFacts) {
  return facts.allProbed('sts-session');
}

/** The path at which a session of the probe succeeded. */
function servedPath(facts: PipelineFacts) {
  const session = sessionProbes(facts).find(
    ({ data }) => data.reached === 'ready' && data.path !== undefined,
  );
  return session?.data.path === undefined ? undefined : { path: session.data.path, ref: sessionRef(session) };
}

function sessionRef({ event, data }: Session) {
  const result = data.reached === 'ready' ? 'succeeded' : `got as far as ${data.reached ?? 'nothing'}`;
  const at = data.url === undefined ? '' : ` at ${data.url}`;
  return observationRef(event, `probe: a session through ${data.path}${at} ${result}`);
}

/** The STS service itself reports a request to upgrade at another path. */
function refusedPath(facts: PipelineFacts): LogEvent | undefined {
  const [line] = facts.logs({ source: 'sts-service', message: /no Socket\.IO at this path/ });
  return line;
}

function askedPath({ data }: LogEvent): string | undefined {
  return pathSchema.safeParse(data).data?.path;
}

/** Without "connection refused", which would read as an error of the network. */
function describe(line: LogEvent): string {
  const path = askedPath(line);
  return path === undefined ? line.message : `no Socket.IO at the requested path ${path}`;
}

/** Node closes an upgrade that no handler accepts. The same server accepts one at another path. */
function cutOff(facts: PipelineFacts, refused: LogEvent | undefined) {
  const isServed = refused !== undefined || facts.probed('sts-session')?.data.reached === 'ready';
  return isServed ? ownLinkFailure(facts, 'cut-off') : undefined;
}

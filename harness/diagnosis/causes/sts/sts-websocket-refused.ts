import { inCheckout } from '../../facts/checkout.ts';
import { addressOf } from '../../facts/sts-link.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { linkFinding, ownLinkFailure } from './link-finding.ts';

/** The upgrade of the worker's connection to a websocket is refused. */
export const stsWebsocketRefused = defineCause({
  code: 'STS_WEBSOCKET_REFUSED',
  title: 'The STS service or a proxy before it refuses websockets',
  boundary: 'sts-connection',
  class: 'ENVIRONMENT',
  meaning:
    'The worker connects by websocket only. The server, or a reverse proxy before it, answers the upgrade with an HTTP error, while ordinary requests succeed.',
  evidenceFor: ['an HTTP error other than 404 as the answer to the upgrade'],
  evidenceAgainst: ['a refused connection', '404: see STS_WRONG_PATH'],
  fix: 'Allow the transport websocket in the Socket.IO server of the STS service, and forward the headers Upgrade and Connection in the reverse proxy.',
  confirm: [
    "curl -i -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==' '<sts-service>/socket.io/?EIO=4&transport=websocket'",
  ],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const failure = ownLinkFailure(facts, 'websocket-refused');
    if (failure === undefined) return undefined;
    const { url, status } = failure;
    const own = facts.setup?.endpoints.stsUrl;
    const isOther = own !== undefined && url !== undefined && addressOf(own) !== addressOf(url);
    const where = isOther ? `; the STS service itself is at ${own}` : '';
    return linkFinding(
      failure,
      `The upgrade of the worker's connection to a websocket at ${url ?? 'its configured address'} was refused with HTTP status ${status}${where}.`,
      {
        fix: isOther
          ? `Let the proxy at ${url} forward the upgrade to a websocket (headers Upgrade and Connection) to ${own}, or set STS_URL=<sts-url> in the environment of the media-service process and restart media-service.`
          : `Allow the transport websocket (option transports) in the Socket.IO server of the STS service${inCheckout(facts, 'services/sts-service/http/socket-server.ts')}, and restart it.`,
      },
    );
  },
});

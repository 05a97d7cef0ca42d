import { blockedLoop } from '../../facts/event-loop.ts';
import { logRef } from '../../facts/run-facts.ts';
import { serviceTrouble } from '../../facts/service-life.ts';
import { lostSessions } from '../../facts/worker-errors.ts';
import { isNew } from '../../facts/worker-progress.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { tooLarge } from './too-large.ts';

/** The end of a process is observed later than the end of its connections. */
const ENDED_WITHIN_MS = 3000;

/** The session of the worker is closed by the other side, and the STS service continues to run. */
export const stsDisconnects = defineCause({
  code: 'STS_DISCONNECTS',
  title: 'The STS service or the network disconnects the worker',
  boundary: 'sts-connection',
  class: 'PRODUCT',
  meaning:
    'The session of the worker was closed by the STS service or by something between the two, while both processes ran. The fragments in flight are lost, and the next session starts at sequence 0.',
  evidenceFor: ["sessions that ended for a reason other than the worker's own", 'both processes live'],
  evidenceAgainst: [
    'the STS service ended or stopped',
    'a message over the size limit: see MESSAGE_TOO_LARGE',
  ],
  fix: 'Repair the side that closed the connection, by its reason: "io server disconnect" is the STS service, "transport close" a proxy or the network, "ping timeout" a lost heartbeat.',
  places: ['services/sts-service/session/', 'services/sts-service/http/socket-server.ts'],
  confirm: ['pnpm scenario show <run> --logs media-service | grep "session with the STS service closed"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const lost = lostSessions(facts);
    const [first, ...others] = lost;
    if (first === undefined || isNew(facts, first.line, ENDED_WITHIN_MS)) return undefined;
    if (tooLarge(facts) !== undefined || blockedLoop(facts) !== undefined) return undefined;
    const services = ['sts-service', 'media-service'] as const;
    if (services.some((service) => serviceTrouble(facts, service) !== undefined)) return undefined;
    const times = lost.length === 1 ? 'once' : `${lost.length} times`;
    return {
      summary: `The session of the worker with the STS service was closed ${times} while fragments were being dubbed: ${first.reason}.`,
      evidence: [
        logRef(first.line, `session closed: ${first.reason}`),
        ...others.slice(0, 2).map(({ line, reason }) => logRef(line, `session closed: ${reason}`)),
      ],
      certainty: 'certain',
      ...fixOf(first.reason),
    };
  },
});

const FIXES: readonly (readonly [RegExp, string])[] = [
  [
    /^io server disconnect/,
    'Correct the STS service where it disconnects the socket of the worker: "io server disconnect" is its own call of disconnect().',
  ],
  [
    /^ping timeout/,
    'Let the heartbeats of Socket.IO through in time: "ping timeout" is a proxy that holds them back, a busy process, or a network that lost them.',
  ],
  [
    /^transport (close|error)/,
    'Repair what closed the connection without a message: a proxy before the STS service (its idle timeout), the network, or the STS service itself.',
  ],
];

function fixOf(reason: string): Pick<CauseFinding, 'fix'> {
  const [, fix] = FIXES.find(([pattern]) => pattern.test(reason)) ?? [];
  return fix === undefined ? {} : { fix };
}

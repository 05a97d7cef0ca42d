import { blockedLoop } from '../../facts/event-loop.ts';
import { serviceTrouble } from '../../facts/service-life.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** A computation keeps the STS service from answering. */
export const stsEventLoopBlocked = defineCause({
  code: 'STS_EVENT_LOOP_BLOCKED',
  title: 'The event loop of the STS service is blocked',
  boundary: 'sts-connection',
  class: 'PRODUCT',
  meaning:
    'A synchronous computation or call occupies the only thread of the STS service. It answers no stream:init, fragment, health check or heartbeat meanwhile.',
  evidenceFor: ['its metric of the event-loop lag', 'its process uses a whole core and answers no request'],
  evidenceAgainst: ['a machine without processor time to spare', 'a process that is stopped'],
  fix: 'Move the synchronous computation out of the main thread of the STS service: into a worker thread or another process.',
  places: ['services/sts-service/session/', 'services/sts-service/processing/'],
  confirm: ['curl -s <sts-service>/metrics | grep event_loop_lag', 'top -H -p <sts-service-pid>'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const blocked = blockedLoop(facts);
    if (blocked === undefined || serviceTrouble(facts, 'sts-service') !== undefined) return undefined;
    return {
      summary: `The event loop of the STS service was blocked for ${blocked.blockedS.toFixed(1)} s, in which it answered no request.`,
      evidence: blocked.evidence,
      certainty: 'certain',
    };
  },
});

import { takenPort } from '../../facts/port-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Another process holds a port of the pipeline. */
export const portTaken = defineCause({
  code: 'PORT_TAKEN',
  title: 'Another process holds a port of the pipeline',
  boundary: 'ports',
  class: 'ENVIRONMENT',
  meaning:
    'A service cannot listen because another process uses its port: a service of an earlier run, a second run, or a program of this machine.',
  evidenceFor: ['an error of the harness or of a service that names the port', 'the holder of the port'],
  evidenceAgainst: ['every service was reachable'],
  fix: 'Stop the process that ss -ltnp shows at the port, or run with --ports auto.',
  confirm: ['ss -ltnp'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const taken = takenPort(facts);
    if (taken === undefined) return undefined;
    const { service, port, holder, text, evidence } = taken;
    const by = holder === undefined ? 'another process' : holder;
    return {
      summary:
        port === undefined
          ? `A port of the pipeline is in use: ${text}`
          : `Port ${port}${service === undefined ? '' : ` of ${service}`} is held by ${by}.`,
      evidence,
      certainty: 'certain',
      ...(holder !== undefined && { fix: `Stop ${holder}, or run with --ports auto.` }),
      confirm: port === undefined ? ['ss -ltnp'] : [`ss -ltnp 'sport = :${port}'`],
    };
  },
});

import { overload } from '../../facts/machine-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The pipeline did not get the processor time that it needed. */
export const machineOverloaded = defineCause({
  code: 'MACHINE_OVERLOADED',
  title: 'The machine is overloaded',
  boundary: 'machine',
  class: 'ENVIRONMENT',
  meaning:
    'A part of the pipeline was late, and its process waited for a processor during most of that time while none was idle. A busy machine on which no part is late does not count.',
  evidenceFor: [
    'time that the processes of the late part waited for a processor',
    'processors that are busy all the time, and the load of the machine',
    'a segment, a service, a step or a recording that exceeded its time limit',
  ],
  evidenceAgainst: [
    'idle processors',
    'a late part whose processes did not wait for a processor',
    'a stopped or dead service',
  ],
  fix: 'Run on a machine with idle processors, or stop the other work on it. With --jobs, run fewer scenarios at the same time.',
  confirm: ['uptime', 'top -b -n 1 | head -20'],
  find(facts): CauseFinding | undefined {
    const found = overload(facts);
    if (found === undefined) return undefined;
    const { delay, waitedShare, busy, cores, load, evidence } = found;
    const processors = cores === undefined ? 'The processors' : `The ${cores} processors of this machine`;
    const loaded = load === undefined ? '' : `, with a load of ${load}`;
    return {
      summary: `${processors} were ${percent(busy)} busy${loaded}, and ${delay.parts.join(' and ')} waited for one in ${percent(waitedShare)} of the time: ${delay.text}.`,
      evidence,
      certainty: 'certain',
    };
  },
});

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

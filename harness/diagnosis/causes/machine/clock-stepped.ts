import { clockStep } from '../../facts/machine-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The wall clock of the machine was set during the run. */
export const clockStepped = defineCause({
  code: 'CLOCK_STEPPED',
  title: 'The wall clock of the machine was set during the run',
  boundary: 'machine',
  class: 'ENVIRONMENT',
  meaning:
    'The wall clock jumped while the stream was live. MediaMTX compares media with the wall clock and starts new recordings, and timestamps of events before and after the jump do not fit together.',
  evidenceFor: ['a jump of the wall clock against the monotonic clock of the harness'],
  evidenceAgainst: ['a clock that is slewed: less than 1 ms per second'],
  fix: 'Configure the time service to slew the clock instead of setting it (chrony: makestep only at the start), or start the tests after the first synchronisation.',
  confirm: ['timedatectl status', 'journalctl -u systemd-timesyncd -u chrony --since -1h'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const step = clockStep(facts);
    if (step === undefined) return undefined;
    const { jumpMs, ref } = step;
    return {
      summary: `The wall clock of this machine was set ${jumpMs > 0 ? 'forward' : 'back'} by ${(Math.abs(jumpMs) / 1000).toFixed(1)} s during the run.`,
      evidence: [ref],
      certainty: 'certain',
    };
  },
});

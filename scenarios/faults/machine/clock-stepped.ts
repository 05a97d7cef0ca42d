import { defineFault } from '../define-fault.ts';
import { stepWallClock } from '../rigging/step-wall-clock.ts';

const STEP_S = 60;

/** The time service sets a clock that was wrong, while the stream is live. */
export const clockStepped = defineFault({
  id: 'clock-stepped',
  title: 'The wall clock jumps forward by 60 s in mid-stream',
  boundary: 'machine',
  expected: { step: 'fragments-processed', cause: 'CLOCK_STEPPED' },
  alter: (stage) => ({
    afterStart({ services }) {
      const pids = [process.pid, ...services.flatMap(({ pid }) => pid ?? [])];
      stage.whenPublished(4, () => stepWallClock(pids, STEP_S));
    },
  }),
});

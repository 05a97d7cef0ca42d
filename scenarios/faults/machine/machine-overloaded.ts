import { availableParallelism } from 'node:os';
import { defineFault } from '../define-fault.ts';
import { startBusyLoops } from '../rigging/busy-loops.ts';

/** Enough for a run to fail: on a machine with two processors, eight busy loops are not always. */
const LOOPS_PER_PROCESSOR = 12;

/** Other programs use all processors of the machine. */
export const machineOverloaded = defineFault({
  id: 'machine-overloaded',
  title: 'Busy loops of other programs use all processors',
  boundary: 'machine',
  expected: { step: 'fragments-processed', cause: 'MACHINE_OVERLOADED' },
  runsAlone: true,
  alter: (stage) => ({
    afterStart: () => startBusyLoops(stage, LOOPS_PER_PROCESSOR * availableParallelism()),
  }),
});

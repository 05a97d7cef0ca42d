import { readFileSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { EventLoopLag } from '../../lib/event-loop-lag.ts';
import { type RunContext, sampleEvery } from '../engine/index.ts';
import type { MachineSample } from '../run-data/pipeline-observations.ts';
import { busyShare, type CpuTimes, parseAvailableMib, parseCpuTimes, parseLoad1 } from './proc-files.ts';

const EVERY_MS = 1000;
const MEBIBYTE = 1024 * 1024;

/** Records the state of this machine as `machine`/`sample` every second, until the run ends. */
export function sampleMachine(
  run: Pick<RunContext, 'folder' | 'nowMs' | 'observe' | 'signal' | 'defer' | 'failStep'>,
): void {
  const lag = new EventLoopLag(EVERY_MS);
  run.defer('stop measuring the event loop', () => lag.stop());
  const offsetAtStartMs = Date.now() - run.nowMs();
  let previous: CpuTimes | undefined;
  sampleEvery(run, 'the machine', EVERY_MS, () => {
    const cpu = readProc('stat', parseCpuTimes);
    const sample: MachineSample = {
      cores: availableParallelism(),
      cpuBusy: busyShare(previous, cpu),
      load1: readProc('loadavg', parseLoad1),
      memoryAvailableMib: readProc('meminfo', parseAvailableMib),
      diskFreeMib: diskFreeMib(run.folder),
      harnessLagMs: Math.round(lag.maxS() * 1000),
      // Without the sign of -0.
      clockOffsetMs: Math.round(Date.now() - run.nowMs() - offsetAtStartMs) + 0,
    };
    run.observe('machine', 'sample', sample);
    previous = cpu;
  });
}

// Synchronous: the kernel makes these files in memory, which is faster than a round trip through the thread pool.
function readProc<T>(name: string, parse: (text: string) => T | undefined): T | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return undefined;
  }
  return parse(text);
}

function diskFreeMib(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.round((bavail * bsize) / MEBIBYTE);
  } catch {
    return undefined;
  }
}

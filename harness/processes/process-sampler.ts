import { type RunContext, sampleEvery } from '../engine/index.ts';
import { readProcesses } from './process-state.ts';
import type { Reaper, WatchedProcess } from './reaper.ts';

const EVERY_MS = 1000;

/**
 * Records the state of the run's processes and of the programs that they run as `processes`/`sample` every second, until
 * the run ends, and the end of each as `processes`/`ended`.
 *
 * @param others processes that the run uses and has not started
 */
export function sampleProcesses(
  run: Pick<RunContext, 'observe' | 'signal' | 'defer' | 'failStep'>,
  reaper: Reaper,
  others: () => readonly WatchedProcess[],
): void {
  reaper.onEnd(({ onPurpose, ...ended }) => {
    run.observe('processes', 'ended', onPurpose ? { ...ended, onPurpose } : ended);
  });
  sampleEvery(run, 'the processes', EVERY_MS, () => {
    const watched = [...reaper.watched, ...others().filter(({ pid }) => !reaper.hasWatched(pid))];
    const list = readProcesses(watched);
    if (list.length > 0) run.observe('processes', 'sample', { list });
  });
}

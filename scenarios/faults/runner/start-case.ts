import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CaseOrder } from './case-process.ts';

/** More than the longest run of `full-pipeline` with a fault. */
const CASE_WITHIN_MS = 240_000;
const KILL_AFTER_MS = 60_000;

/**
 * Runs a case in a process of its own, so that cases share neither an event loop nor a clock.
 *
 * @returns why the case has no result; undefined when it has ended by itself
 */
export async function startCase(order: CaseOrder, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const child = fork(join(import.meta.dirname, 'case-process.ts'), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    ...(order.needsMounts && {
      execPath: 'unshare',
      execArgv: ['--user', '--map-root-user', '--mount', process.execPath],
    }),
  });
  const exited = once(child, 'exit');
  const within = AbortSignal.any([signal, AbortSignal.timeout(CASE_WITHIN_MS)]);
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    killTimer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  };
  within.addEventListener('abort', stop, { once: true });
  child.send(order);
  const [exitCode, signalName] = (await exited) as [number | null, NodeJS.Signals | null];
  within.removeEventListener('abort', stop);
  clearTimeout(killTimer);
  if (signal.aborted) return 'interrupted';
  if (within.aborted) return `not ended within ${CASE_WITHIN_MS / 1000} s`;
  return exitCode === 0 ? undefined : `its process ended with ${signalName ?? `exit code ${exitCode}`}`;
}

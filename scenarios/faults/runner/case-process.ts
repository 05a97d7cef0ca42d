import { errorMessage } from '../../../lib/error-message.ts';
import { allCases, selectCases } from './planned-case.ts';
import { runCase } from './run-case.ts';

/** The process of one case. Its command line, which a diagnosis may see, names no fault: its parent sends the case. */
process.title = 'node';

/** What a parent sends first. */
export interface CaseOrder {
  /** Id of a planned case. */
  readonly id: string;
  /** Folder of the frozen case. */
  readonly target: string;
  /** Whether the case runs in a mount namespace of its own. */
  readonly needsMounts: boolean;
}

const controller = new AbortController();
const interrupt = (): void => controller.abort();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
process.once('disconnect', interrupt);
process.once('message', ({ id, target }: CaseOrder) => {
  void run(id, target);
});

async function run(id: string, target: string): Promise<void> {
  try {
    const [planned] = selectCases(allCases(), [id]);
    if (planned !== undefined) await runCase(planned, target, controller.signal);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${id}: ${errorMessage(error)}`);
  }
  process.off('disconnect', interrupt);
  if (process.connected) process.disconnect();
}

import { pause, systemClock } from '../../../harness/engine/index.ts';
import type { ServiceName, StartedEnvironment } from '../../../harness/environments/index.ts';
import type { FaultStage } from '../fault-stage.ts';
import { signalService } from './signal-service.ts';

/** Stops a service for some time, as a debugger or a frozen virtual machine does. */
export async function pauseService(
  stage: FaultStage,
  started: Pick<StartedEnvironment, 'services'>,
  { name, durationMs }: { readonly name: ServiceName; readonly durationMs: number },
): Promise<void> {
  signalService(started, name, 'SIGSTOP');
  try {
    await pause(systemClock, durationMs, stage.signal);
  } finally {
    signalService(started, name, 'SIGCONT');
  }
}

import { ScratchFolder } from '../process/scratch-folder.ts';
import { FaultAudio } from './fault-audio.ts';
import { FaultRegistry } from './fault-registry.ts';

/** The faults of a service, and what they need. */
export interface FaultInjection {
  readonly registry: FaultRegistry;
  /** Removes what it keeps on disk. */
  dispose(): Promise<void>;
}

export async function createFaultInjection(): Promise<FaultInjection> {
  const scratch = await ScratchFolder.create();
  return { registry: new FaultRegistry(new FaultAudio(scratch)), dispose: () => scratch.remove() };
}

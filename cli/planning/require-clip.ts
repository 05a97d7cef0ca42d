import { HarnessError } from '../../harness/engine/errors.ts';
import { loadClip } from '../../scenarios/rig/prepare-clip.ts';
import { UsageError } from '../usage.ts';

/**
 * Examines the clip of `--fixture` before a run is started for it.
 *
 * @throws {UsageError} when there is none, or it cannot be published
 * @throws {HarnessError} when this machine cannot examine it
 */
export async function requireClip(fixture: string): Promise<void> {
  try {
    await loadClip(fixture);
  } catch (error) {
    if (!(error instanceof HarnessError) || error.fault === 'ENVIRONMENT') throw error;
    throw new UsageError(`--fixture: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}`);
  }
}

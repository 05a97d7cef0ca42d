import { HarnessError } from '../../harness/engine/errors.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import { loadClip, requireLength } from '../../scenarios/rig/prepare-clip.ts';
import { UsageError } from '../usage.ts';

/** How a clip is published. */
export interface PublishedAs extends Pick<ScenarioOptions, 'leadInS'> {
  readonly publish: readonly ScenarioOptions['publish'][];
}

/**
 * Examines the clip of `--fixture` before a run is started for it.
 *
 * @throws {UsageError} when there is none, or it cannot be published
 * @throws {HarnessError} when this machine cannot examine it
 */
export async function requireClip(fixture: string, { leadInS, publish }: PublishedAs): Promise<void> {
  try {
    const { published } = await loadClip(fixture);
    if (leadInS > 0) return;
    for (const protocol of publish) requireLength(published.clip, protocol);
  } catch (error) {
    if (!(error instanceof HarnessError) || error.fault === 'ENVIRONMENT') throw error;
    throw new UsageError(`--fixture: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}`);
  }
}

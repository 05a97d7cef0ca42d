import { connectDocker } from './compose/docker.ts';
import { readyImages } from './compose/ready-images.ts';
import { EnvironmentError } from './environment-error.ts';
import type { ScenarioOptions } from './scenario-options.ts';

/**
 * Does before a run what may take minutes and says nothing of the pipeline: builds images that are missing or stale.
 * What goes wrong is told, and not thrown: the run meets it again, and reports it.
 *
 * @param tell where to say what is being done
 */
export async function prepareEnvironment(
  { environment }: Pick<ScenarioOptions, 'environment'>,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (environment !== 'compose') return;
  try {
    await readyImages(
      { log: (_, level, message) => level === 'warn' && tell(message) },
      await connectDocker(),
      signal,
    );
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof EnvironmentError)) throw error;
    tell(error.message);
  }
}

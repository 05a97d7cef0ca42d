import { ensureImages, ImageError, type ReadyImage } from '../../../services/docker/index.ts';
import { MediamtxError } from '../../../services/mediamtx/index.ts';
import type { RunContext } from '../../engine/index.ts';
import { EnvironmentError } from '../environment-error.ts';
import type { Docker } from './docker.ts';

/**
 * Returns the images of this checkout. Missing or outdated images are built, which is logged.
 *
 * @throws {EnvironmentError} IMAGE_NOT_BUILT, TOOL_MISSING
 */
export async function readyImages(
  run: Pick<RunContext, 'log'>,
  docker: Docker,
  signal: AbortSignal,
): Promise<readonly ReadyImage[]> {
  try {
    const images = await ensureImages(docker.api, {
      signal,
      onBuild: (tag) => run.log('harness', 'warn', `building the image ${tag}`),
    });
    for (const { tag, sizeBytes, builtInMs } of images) {
      const how = builtInMs === undefined ? 'already built' : `built in ${builtInMs} ms`;
      run.log('harness', 'info', `image ${tag}, ${Math.round(sizeBytes / 1e6)} MB, ${how}`);
    }
    return images;
  } catch (error) {
    if (error instanceof MediamtxError) throw new EnvironmentError('TOOL_MISSING', error.message, error);
    if (error instanceof ImageError) throw new EnvironmentError('IMAGE_NOT_BUILT', error.message, error);
    throw error;
  }
}

import { execa } from 'execa';
import { missingImages } from '../../../services/docker/index.ts';
import { MediamtxError } from '../../../services/mediamtx/index.ts';
import { connectDocker } from './docker.ts';
import { findLeftovers, type RunLeftovers } from './sweep.ts';

/** What `--env compose` depends on. */
export interface DockerState {
  /** Of the daemon. */
  readonly version: string;
  /** Version, storage and host of the daemon. */
  readonly description: string;
  /** Unset without Compose v2. */
  readonly composeVersion?: string;
  /** Tags of images that must be built. */
  readonly missingImages: readonly string[];
  /** Docker objects of runs whose harness has ended. */
  readonly leftovers: readonly RunLeftovers[];
}

/**
 * Inspects Docker without changes.
 *
 * @throws {EnvironmentError} DOCKER_UNREACHABLE
 */
export async function inspectDocker(): Promise<DockerState> {
  const { api, version, description } = await connectDocker();
  const [compose, missing, leftovers] = await Promise.all([
    execa('docker', ['compose', 'version', '--short'], { reject: false, timeout: 10_000 }),
    // The tag of the MediaMTX image depends on the MediaMTX binary.
    missingImages(api).catch((error: unknown) => {
      if (error instanceof MediamtxError) return ['mediamtx'];
      throw error;
    }),
    findLeftovers(api),
  ]);
  const isV2 = compose.exitCode === 0 && typeof compose.stdout === 'string';
  return {
    version,
    description,
    ...(isV2 && { composeVersion: compose.stdout.trim() }),
    missingImages: missing,
    leftovers,
  };
}

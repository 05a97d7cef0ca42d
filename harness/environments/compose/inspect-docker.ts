import { execa } from 'execa';
import { missingImages } from '../../../services/docker/index.ts';
import { MediamtxError } from '../../../services/mediamtx/index.ts';
import { connectDocker } from './docker.ts';
import { findLeftovers, type Swept } from './sweep.ts';

/** What `--env compose` would find. */
export interface DockerState {
  /** Version, storage and host of the daemon. */
  readonly description: string;
  /** Absent without Compose v2. */
  readonly composeVersion?: string;
  /** Tags of images that have to be built. */
  readonly missingImages: readonly string[];
  /** Of runs whose harness is gone. */
  readonly leftovers: readonly Swept[];
}

/**
 * Looks at Docker and changes nothing.
 *
 * @throws {EnvironmentError} DOCKER_UNREACHABLE
 */
export async function inspectDocker(): Promise<DockerState> {
  const { api, description } = await connectDocker();
  const [compose, missing, leftovers] = await Promise.all([
    execa('docker', ['compose', 'version', '--short'], { reject: false, timeout: 10_000 }),
    // Without MediaMTX nobody can tell what its image would be.
    missingImages(api).catch((error: unknown) => {
      if (error instanceof MediamtxError) return ['mediamtx'];
      throw error;
    }),
    findLeftovers(api),
  ]);
  const isV2 = compose.exitCode === 0 && typeof compose.stdout === 'string';
  return {
    description,
    ...(isV2 && { composeVersion: compose.stdout.trim() }),
    missingImages: missing,
    leftovers,
  };
}

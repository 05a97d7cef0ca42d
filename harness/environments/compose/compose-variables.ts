import type { ReadyImage } from '../../../services/docker/index.ts';
import { PUBLISH_PROTOCOL_NAMES } from '../../media/index.ts';
import type { PortName } from '../process/ports.ts';

/** Settings of a run for the compose files. */
export interface ComposeVariables {
  readonly runId: string;
  /** Empty when the environment is kept. */
  readonly owner: string;
  readonly network: string;
  /** Address of the Docker host that the ports are published on. */
  readonly bind: string;
  /** 0 lets Docker choose a port. */
  readonly ports: Readonly<Record<PortName, number>>;
  /** A folder of the Docker host; defaults to a volume of the project. */
  readonly recordings: string | undefined;
  /** `uid:gid` of the services; defaults to the user of the images. */
  readonly user: string | undefined;
  readonly images: readonly ReadyImage[];
  /** URL that the worker uses for the STS service; defaults to its container. */
  readonly stsUrl: string | undefined;
  readonly sts: 'real' | 'echo';
  readonly segmentS: number;
  readonly domainHints: readonly string[];
}

/** Cleared, so that a run uses the providers in the image, whatever the environment of the caller contains. */
const STS_PROVIDER_VARIABLES = ['ASR', 'TRANSLATOR', 'TTS'].flatMap((part) =>
  ['', '_URL', '_KEY', '_MODEL'].map((setting) => `STS_${part}${setting}`),
);

/**
 * All variables of `services/compose.*.yml`. Empty variables use the default in the file. Every variable is set, so that the
 * environment of the caller has no effect.
 */
export function composeVariables(options: ComposeVariables): Record<string, string> {
  const { ports, images } = options;
  return {
    DUBSTEP_RUN: options.runId,
    DUBSTEP_OWNER: options.owner,
    DUBSTEP_NETWORK: options.network,
    DUBSTEP_NETWORK_EXISTS: 'true',
    DUBSTEP_BIND: options.bind,
    ...Object.fromEntries(
      PUBLISH_PROTOCOL_NAMES.map((name) => [`DUBSTEP_${name.toUpperCase()}_PORT`, String(ports[name])]),
    ),
    DUBSTEP_MEDIAMTX_API_PORT: String(ports.mediamtxApi),
    DUBSTEP_MEDIA_SERVICE_PORT: String(ports.mediaService),
    DUBSTEP_STS_PORT: String(ports.sts),
    DUBSTEP_RECORDINGS: options.recordings ?? '',
    DUBSTEP_USER: options.user ?? '',
    ...Object.fromEntries(
      images.map(({ name, tag }) => [`DUBSTEP_${name.toUpperCase().replaceAll('-', '_')}_IMAGE`, tag]),
    ),
    STS_URL: options.stsUrl ?? '',
    STS_MODE: options.sts,
    STS_AUTH_TOKEN: '',
    ...Object.fromEntries(STS_PROVIDER_VARIABLES.map((name) => [name, ''])),
    STS_TTS_VOICE: '',
    STS_CONCURRENCY: '',
    MTX_HOOK_SECRET: '',
    WORKER_INGEST: '',
    WORKER_DUB_LEVEL: '',
    WORKER_SEGMENT_S: String(options.segmentS),
    WORKER_DOMAIN_HINTS: options.domainHints.join(','),
    LOG_LEVEL: 'debug',
  };
}

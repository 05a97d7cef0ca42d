import { z } from 'zod';

const seconds = z.coerce.number().positive();
const milliseconds = z.coerce.number().int().positive();
const flagList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** What media-service reads from its environment. */
const environmentSchema = z.object({
  /** Address that the HTTP server listens on. */
  MEDIA_SERVICE_HOST: z.string().default('127.0.0.1'),
  /** 0 takes a free port. */
  MEDIA_SERVICE_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  STS_URL: z.url().default('http://127.0.0.1:3000'),
  /** Sent to the STS service as `auth.token`. */
  STS_AUTH_TOKEN: z.string().min(1).optional(),
  /** Where the output is published. */
  MEDIAMTX_RTMP_URL: z.url({ protocol: /^rtmps?$/ }).default('rtmp://127.0.0.1:1935'),
  /** The folder that MediaMTX records into; hooks may name files inside it only. */
  RECORDINGS_DIR: z.string().min(1),
  /** `Authorization: Bearer …` that hooks must carry, when set. */
  MTX_HOOK_SECRET: z.string().min(1).optional(),
  WORKER_SEGMENT_S: seconds.min(0.1).max(10).default(6),
  WORKER_STS_TIMEOUT_MS: milliseconds.min(1000).max(30_000).default(8000),
  WORKER_MAX_INFLIGHT: z.coerce.number().int().min(1).max(10).default(3),
  WORKER_SOURCE_LANGUAGE: z.string().min(1).default('en'),
  WORKER_TARGET_LANGUAGE: z.string().min(1).default('es'),
  WORKER_VOICE_PROFILE: z.string().min(1).default('default'),
  /** Comma-separated, e.g. `numbers`. */
  WORKER_DOMAIN_HINTS: flagList,
});

export interface MediaServiceConfig {
  readonly host: string;
  readonly port: number;
  readonly recordingsFolder: string;
  readonly hookSecret: string | undefined;
  readonly worker: WorkerConfig;
}

/** What every worker of this service works with. */
export interface WorkerConfig {
  readonly stsUrl: string;
  readonly stsAuthToken: string | undefined;
  readonly rtmpUrl: string;
  readonly segmentS: number;
  readonly stsTimeoutMs: number;
  readonly maxInflight: number;
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  readonly voiceProfile: string;
  readonly domainHints: readonly string[];
}

/** The environment does not describe a service that can run. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';
}

/**
 * Reads the configuration.
 *
 * @throws {ConfigError} naming each variable that is missing or wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv): MediaServiceConfig {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`media-service cannot start with this environment: ${problems.join('; ')}`);
  }
  const e = parsed.data;
  return {
    host: e.MEDIA_SERVICE_HOST,
    port: e.MEDIA_SERVICE_PORT,
    recordingsFolder: e.RECORDINGS_DIR,
    hookSecret: e.MTX_HOOK_SECRET,
    worker: {
      stsUrl: e.STS_URL,
      stsAuthToken: e.STS_AUTH_TOKEN,
      rtmpUrl: e.MEDIAMTX_RTMP_URL,
      segmentS: e.WORKER_SEGMENT_S,
      stsTimeoutMs: e.WORKER_STS_TIMEOUT_MS,
      maxInflight: e.WORKER_MAX_INFLIGHT,
      sourceLanguage: e.WORKER_SOURCE_LANGUAGE,
      targetLanguage: e.WORKER_TARGET_LANGUAGE,
      voiceProfile: e.WORKER_VOICE_PROFILE,
      domainHints: e.WORKER_DOMAIN_HINTS,
    },
  };
}

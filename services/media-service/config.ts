import { join } from 'node:path';
import { z } from 'zod';
import { INGESTS } from '../contracts/worker-status.ts';
import { commaSeparated, decimal, readEnvironment, wholeNumber } from '../runtime/environment.ts';
import { LOG_LEVELS } from '../runtime/logger.ts';

/** The level at which dubbed audio is aired: that of the original, or its own. */
const DUB_LEVELS = ['match', 'keep'] as const;
export type DubLevel = (typeof DUB_LEVELS)[number];

const BYTES_PER_MIB = 1024 * 1024;

const SECONDS = 'a number of seconds, such as 6 or 2.5';

/**
 * The environment variables of media-service. An empty value counts as unset. Values that are sent to the STS service
 * have the bounds of `stream:init`.
 *
 * | variable | default | meaning |
 * |---|---|---|
 * | `MEDIA_SERVICE_HOST` | `127.0.0.1` | address to listen on |
 * | `MEDIA_SERVICE_PORT` | `8080` | port to listen on; `0` selects a free one, which the log line `listening` reports |
 * | `RECORDINGS_DIR` | none, required | folder of MediaMTX's recordings; hooks must name files inside it |
 * | `MEDIAMTX_RTMP_URL` | `rtmp://127.0.0.1:1935` | where outputs are published and, with `WORKER_INGEST=rtmp`, inputs are read; user, password and query are used for every path and are never shown |
 * | `MEDIAMTX_API_URL` | none | MediaMTX's control API, such as `http://127.0.0.1:8889`; queried at the start for streams that are already live, and for the tracks of each publisher. Without it, those streams are dubbed from their next publisher on, and tracks that MediaMTX does not record are not reported |
 * | `MTX_HOOK_SECRET` | none | bearer token that hooks must send (`Authorization: Bearer …`) |
 * | `STS_URL` | `http://127.0.0.1:3000` | URL of the STS service |
 * | `STS_AUTH_TOKEN` | none | token for the STS service, sent as `auth.token` |
 * | `WORKER_STATE_DIR` | `.worker-state` in `RECORDINGS_DIR` | folder of the states from which a restart resumes live streams; media-service does not start when it exists and cannot be read |
 * | `WORKER_INGEST` | `recording` | how inputs are read: `recording` follows the files in `RECORDINGS_DIR`; `rtmp` reads from `MEDIAMTX_RTMP_URL`, loses the head of each stream, and a restart cannot resume a stream |
 * | `WORKER_SEGMENT_S` | `6` | length of a segment in seconds |
 * | `WORKER_STS_TIMEOUT_MS` | `8000` | how long a fragment may take before its segment falls back to the original audio |
 * | `WORKER_MAX_INFLIGHT` | `3` | fragments in flight per stream |
 * | `WORKER_DUB_LEVEL` | `match` | level of the dubbed audio: `match` makes each segment as loud as its original, by 12 dB at most and with true peaks of at most −1 dBTP; `keep` leaves it as the STS service returned it |
 * | `WORKER_BREAKER_OPEN_S` | `30` | how long the breaker stays open after five consecutive failures |
 * | `WORKER_MAX_HELD_MIB` | `192` | media per stream that may wait in memory to be aired; the rest stays on disk |
 * | `WORKER_PUBLISHER_GRACE_S` | `5` | how long a publisher may be away before its stream ends; within that time the stream continues on the same output; `0` ends the stream at once |
 * | `WORKER_SOURCE_LANGUAGE` | `en` | language of the input |
 * | `WORKER_TARGET_LANGUAGE` | `es` | language of the dubbed audio |
 * | `WORKER_VOICE_PROFILE` | `default` | voice of the dubbed audio |
 * | `WORKER_DOMAIN_HINTS` | none | topics of the streams, separated by commas, e.g. `numbers` |
 * | `LOG_LEVEL` | `info` | `trace` to `fatal`, or `silent` |
 */
const environmentSchema = z.object({
  MEDIA_SERVICE_HOST: z.string().default('127.0.0.1'),
  MEDIA_SERVICE_PORT: wholeNumber(0, 65_535).default(8080),
  RECORDINGS_DIR: z.string(),
  MEDIAMTX_RTMP_URL: z
    .url({ protocol: /^rtmps?$/ })
    .regex(/^\S+$/, 'expected a URL without blanks')
    .default('rtmp://127.0.0.1:1935'),
  MEDIAMTX_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  MTX_HOOK_SECRET: z.string().optional(),
  STS_URL: z.url({ protocol: /^(http|ws)s?$/ }).default('http://127.0.0.1:3000'),
  STS_AUTH_TOKEN: z.string().optional(),
  WORKER_STATE_DIR: z.string().optional(),
  WORKER_INGEST: z.enum(INGESTS).default('recording'),
  WORKER_SEGMENT_S: decimal(SECONDS, 0.1, 10).default(6),
  WORKER_STS_TIMEOUT_MS: wholeNumber(1000, 30_000).default(8000),
  WORKER_MAX_INFLIGHT: wholeNumber(1, 10).default(3),
  WORKER_DUB_LEVEL: z.enum(DUB_LEVELS).default('match'),
  WORKER_BREAKER_OPEN_S: decimal(SECONDS, 0.1, 3600).default(30),
  WORKER_MAX_HELD_MIB: decimal('a number of MiB', 0.1, 4096).default(192),
  WORKER_PUBLISHER_GRACE_S: decimal(SECONDS, 0, 3600).default(5),
  WORKER_SOURCE_LANGUAGE: z.string().max(35).default('en'),
  WORKER_TARGET_LANGUAGE: z.string().max(35).default('es'),
  WORKER_VOICE_PROFILE: z.string().max(128).default('default'),
  WORKER_DOMAIN_HINTS: commaSeparated.pipe(z.array(z.string().max(128)).max(64)).default([]),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

export interface MediaServiceConfig {
  readonly host: string;
  /** 0 selects a free port. */
  readonly port: number;
  readonly recordingsFolder: string;
  readonly stateFolder: string;
  /** URL of MediaMTX's control API; without it, streams that are live at the start are not recovered. */
  readonly mediamtxApiUrl: string | undefined;
  readonly hookSecret: string | undefined;
  readonly logLevel: string;
  readonly worker: WorkerConfig;
}

/** The settings that all workers of this service share. */
export interface WorkerConfig {
  readonly stsUrl: string;
  readonly stsAuthToken: string | undefined;
  readonly rtmpUrl: string;
  /** URL of MediaMTX's control API; without it, tracks that are published and not recorded are not detected. */
  readonly mediamtxApiUrl: string | undefined;
  readonly ingest: (typeof INGESTS)[number];
  readonly segmentS: number;
  readonly stsTimeoutMs: number;
  readonly maxInflight: number;
  readonly dubLevel: DubLevel;
  readonly breakerOpenMs: number;
  readonly maxHeldBytes: number;
  readonly publisherGraceS: number;
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  readonly voiceProfile: string;
  readonly domainHints: readonly string[];
}

/**
 * Reads the configuration.
 *
 * @throws {ConfigError} names each missing or invalid variable
 */
export function readConfig(environment: NodeJS.ProcessEnv): MediaServiceConfig {
  const values = readEnvironment(environmentSchema, environment);
  const mediamtxApiUrl = values.MEDIAMTX_API_URL?.replace(/\/+$/, '');
  return {
    host: values.MEDIA_SERVICE_HOST,
    port: values.MEDIA_SERVICE_PORT,
    recordingsFolder: values.RECORDINGS_DIR,
    stateFolder: values.WORKER_STATE_DIR ?? join(values.RECORDINGS_DIR, '.worker-state'),
    mediamtxApiUrl,
    hookSecret: values.MTX_HOOK_SECRET,
    logLevel: values.LOG_LEVEL,
    worker: {
      stsUrl: values.STS_URL,
      stsAuthToken: values.STS_AUTH_TOKEN,
      rtmpUrl: values.MEDIAMTX_RTMP_URL.replace(/^([^?]*?)\/+(?=\?|$)/, '$1'),
      mediamtxApiUrl,
      ingest: values.WORKER_INGEST,
      segmentS: values.WORKER_SEGMENT_S,
      stsTimeoutMs: values.WORKER_STS_TIMEOUT_MS,
      maxInflight: values.WORKER_MAX_INFLIGHT,
      dubLevel: values.WORKER_DUB_LEVEL,
      breakerOpenMs: values.WORKER_BREAKER_OPEN_S * 1000,
      maxHeldBytes: values.WORKER_MAX_HELD_MIB * BYTES_PER_MIB,
      publisherGraceS: values.WORKER_PUBLISHER_GRACE_S,
      sourceLanguage: values.WORKER_SOURCE_LANGUAGE,
      targetLanguage: values.WORKER_TARGET_LANGUAGE,
      voiceProfile: values.WORKER_VOICE_PROFILE,
      domainHints: values.WORKER_DOMAIN_HINTS,
    },
  };
}

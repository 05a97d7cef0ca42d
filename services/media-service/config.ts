import { join } from 'node:path';
import { z } from 'zod';
import { INGESTS } from '../contracts/worker-status.ts';
import { commaSeparated, decimal, readEnvironment, wholeNumber } from '../runtime/environment.ts';
import { LOG_LEVELS } from '../runtime/logger.ts';

const BYTES_PER_MIB = 1024 * 1024;

const SECONDS = 'a number of seconds, such as 6 or 2.5';

/**
 * Every variable the service reads. An empty value counts as unset. The bounds of what goes to the STS service
 * are those of `stream:init`.
 *
 * | variable | default | what it sets |
 * |---|---|---|
 * | `MEDIA_SERVICE_HOST` | `127.0.0.1` | address to listen on |
 * | `MEDIA_SERVICE_PORT` | `8080` | port to listen on; `0` takes a free one, the log line `listening` tells which |
 * | `RECORDINGS_DIR` | none, required | folder that MediaMTX records into; hooks may name files inside it only |
 * | `MEDIAMTX_RTMP_URL` | `rtmp://127.0.0.1:1935` | where outputs are published, and with `WORKER_INGEST=rtmp` sources are read |
 * | `MEDIAMTX_API_URL` | none | MediaMTX's control API, such as `http://127.0.0.1:8889`: asked at the start for the streams that are live already; without it they wait for their next publisher |
 * | `MTX_HOOK_SECRET` | none | what hooks must carry as `Authorization: Bearer …` |
 * | `STS_URL` | `http://127.0.0.1:3000` | where the STS service is |
 * | `STS_AUTH_TOKEN` | none | sent to the STS service as `auth.token` |
 * | `WORKER_STATE_DIR` | `.worker-state` in `RECORDINGS_DIR` | folder for what a restart needs to go on with the streams that are live |
 * | `WORKER_INGEST` | `recording` | how sources are read: `recording` follows the files in `RECORDINGS_DIR`; `rtmp` reads from `MEDIAMTX_RTMP_URL`, loses the head of each stream, and no restart goes on with one |
 * | `WORKER_SEGMENT_S` | `6` | seconds of audio that are dubbed at a time |
 * | `WORKER_STS_TIMEOUT_MS` | `8000` | how long a fragment may take before its original audio is aired |
 * | `WORKER_MAX_INFLIGHT` | `3` | fragments of a stream at the STS service at once |
 * | `WORKER_BREAKER_OPEN_S` | `30` | after five failures in a row, how long nothing is sent to the STS service |
 * | `WORKER_MAX_HELD_MIB` | `192` | of a stream, what of its media may wait in memory to be aired; more waits on disk |
 * | `WORKER_PUBLISHER_GRACE_S` | `5` | how long a publisher may be away: its stream then goes on on the same output; `0` ends the stream at once |
 * | `WORKER_SOURCE_LANGUAGE` | `en` | language that is spoken in the streams |
 * | `WORKER_TARGET_LANGUAGE` | `es` | language they are dubbed in |
 * | `WORKER_VOICE_PROFILE` | `default` | voice they are dubbed with |
 * | `WORKER_DOMAIN_HINTS` | none | what the streams are about, separated by commas, e.g. `numbers` |
 * | `LOG_LEVEL` | `info` | `trace` to `fatal`, or `silent` |
 */
const environmentSchema = z.object({
  MEDIA_SERVICE_HOST: z.string().default('127.0.0.1'),
  MEDIA_SERVICE_PORT: wholeNumber(0, 65_535).default(8080),
  RECORDINGS_DIR: z.string(),
  MEDIAMTX_RTMP_URL: z.url({ protocol: /^rtmps?$/ }).default('rtmp://127.0.0.1:1935'),
  MEDIAMTX_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  MTX_HOOK_SECRET: z.string().optional(),
  STS_URL: z.url({ protocol: /^(http|ws)s?$/ }).default('http://127.0.0.1:3000'),
  STS_AUTH_TOKEN: z.string().optional(),
  WORKER_STATE_DIR: z.string().optional(),
  WORKER_INGEST: z.enum(INGESTS).default('recording'),
  WORKER_SEGMENT_S: decimal(SECONDS, 0.1, 10).default(6),
  WORKER_STS_TIMEOUT_MS: wholeNumber(1000, 30_000).default(8000),
  WORKER_MAX_INFLIGHT: wholeNumber(1, 10).default(3),
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
  /** 0 takes a free port. */
  readonly port: number;
  readonly recordingsFolder: string;
  readonly stateFolder: string;
  /** MediaMTX's control API; without it nobody is asked which streams are live. */
  readonly mediamtxApiUrl: string | undefined;
  readonly hookSecret: string | undefined;
  readonly logLevel: string;
  readonly worker: WorkerConfig;
}

/** What every worker of this service works with. */
export interface WorkerConfig {
  readonly stsUrl: string;
  readonly stsAuthToken: string | undefined;
  readonly rtmpUrl: string;
  readonly ingest: (typeof INGESTS)[number];
  readonly segmentS: number;
  readonly stsTimeoutMs: number;
  readonly maxInflight: number;
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
 * @throws {ConfigError} naming each variable that is missing or wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv): MediaServiceConfig {
  const values = readEnvironment(environmentSchema, environment);
  return {
    host: values.MEDIA_SERVICE_HOST,
    port: values.MEDIA_SERVICE_PORT,
    recordingsFolder: values.RECORDINGS_DIR,
    stateFolder: values.WORKER_STATE_DIR ?? join(values.RECORDINGS_DIR, '.worker-state'),
    mediamtxApiUrl: values.MEDIAMTX_API_URL?.replace(/\/+$/, ''),
    hookSecret: values.MTX_HOOK_SECRET,
    logLevel: values.LOG_LEVEL,
    worker: {
      stsUrl: values.STS_URL,
      stsAuthToken: values.STS_AUTH_TOKEN,
      rtmpUrl: values.MEDIAMTX_RTMP_URL.replace(/\/+$/, ''),
      ingest: values.WORKER_INGEST,
      segmentS: values.WORKER_SEGMENT_S,
      stsTimeoutMs: values.WORKER_STS_TIMEOUT_MS,
      maxInflight: values.WORKER_MAX_INFLIGHT,
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

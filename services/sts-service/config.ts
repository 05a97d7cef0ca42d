import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { commaSeparated, readEnvironment, wholeNumber } from '../runtime/environment.ts';
import { LOG_LEVELS } from '../runtime/logger.ts';
import {
  ASR_PROVIDERS,
  type ProviderSettings,
  TRANSLATORS,
  TTS_PROVIDERS,
} from './providers/provider-settings.ts';

const DAY_MS = 86_400_000;

/** Characters allowed in an HTTP header. */
const key = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'expected printable characters without spaces')
  .optional();

/** URL of a remote provider. Credentials are rejected here, because `fetch` would reject them with the URL in its error. */
const remoteUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
  .refine((text) => /^[^?#@]*$/.test(text), 'expected a URL without user, password, query and fragment')
  .transform((text) => text.replace(/\/+$/, ''))
  .optional();

const name = z.string().max(128).optional();

/**
 * Every variable that the service reads. An empty value counts as unset.
 *
 * | variable | default | meaning |
 * |---|---|---|
 * | `STS_HOST` | `127.0.0.1` | address to listen on |
 * | `STS_PORT` | `3000` | port to listen on; `0` uses a free port, which the log line `listening` contains |
 * | `STS_MODE` | `real` | `real` dubs; `echo` returns each fragment's own audio |
 * | `STS_ECHO_DELAY_MS` | `0` | processing time of a fragment in echo mode |
 * | `STS_ASR` | `pocketsphinx` | speech recognition: `pocketsphinx` or `openai` |
 * | `STS_TRANSLATOR` | `apertium` | translation: `apertium`, `deepl`, `libretranslate` or `openai` |
 * | `STS_TTS` | `espeak-ng` | speech synthesis: `espeak-ng`, `elevenlabs` or `openai` |
 * | `STS_ASR_URL`, `STS_TRANSLATOR_URL`, `STS_TTS_URL` | that of the provider | URL of a remote provider; for `openai` any compatible service, such as `http://127.0.0.1:8000/v1` |
 * | `STS_ASR_KEY`, `STS_TRANSLATOR_KEY`, `STS_TTS_KEY` | none | key of a remote provider; optional for `libretranslate` and for `openai` with a URL |
 * | `STS_ASR_MODEL`, `STS_TRANSLATOR_MODEL`, `STS_TTS_MODEL` | that of the provider | model of a remote provider |
 * | `STS_TTS_VOICE` | by voice profile | voice of a remote TTS provider for all sessions |
 * | `STS_POCKETSPHINX_MODEL_DIR` | `/usr/share/pocketsphinx/model/en-us` | acoustic model, dictionary and language model |
 * | `STS_APERTIUM_DIR` | `/usr/share/apertium` | folder of the installed language pairs |
 * | `STS_CONCURRENCY` | number of cores | fragments dubbed in parallel, over all sessions |
 * | `STS_MAX_QUEUED` | `100` | unanswered fragments over all sessions; further ones are rejected with QUEUE_FULL |
 * | `STS_AUTH_TOKEN` | none | token that workers and observers must send as `auth.token` |
 * | `STS_CORS_ORIGINS` | none | origins of browsers that may connect, separated by commas, or `*` |
 * | `STS_BACKPRESSURE` | `off` | `on` sends `backpressure` events |
 * | `STS_FAULT_API` | `off` | `on` lets any client of the port inject faults into the results of any stream |
 * | `STS_DISCONNECT_AFTER_COMPLETE_MS` | `5000` | time from `stream:complete` until the server disconnects |
 * | `STS_OBSERVER_BUFFER_EVENTS` | `1000` | maximum events kept for a slow observer |
 * | `STS_OBSERVER_BUFFER_BYTES` | `67108864` | maximum bytes kept for a slow observer |
 * | `LOG_LEVEL` | `info` | `trace` to `fatal`, or `silent` |
 */
const environmentSchema = z.object({
  STS_HOST: z.string().default('127.0.0.1'),
  STS_PORT: wholeNumber(0, 65_535).default(3000),
  STS_MODE: z.enum(['real', 'echo']).default('real'),
  STS_ECHO_DELAY_MS: wholeNumber(0, DAY_MS).default(0),
  STS_ASR: z.enum(ASR_PROVIDERS).default(ASR_PROVIDERS[0]),
  STS_TRANSLATOR: z.enum(TRANSLATORS).default(TRANSLATORS[0]),
  STS_TTS: z.enum(TTS_PROVIDERS).default(TTS_PROVIDERS[0]),
  STS_ASR_URL: remoteUrl,
  STS_ASR_KEY: key,
  STS_ASR_MODEL: name,
  STS_TRANSLATOR_URL: remoteUrl,
  STS_TRANSLATOR_KEY: key,
  STS_TRANSLATOR_MODEL: name,
  STS_TTS_URL: remoteUrl,
  STS_TTS_KEY: key,
  STS_TTS_MODEL: name,
  STS_TTS_VOICE: name,
  STS_POCKETSPHINX_MODEL_DIR: z.string().default('/usr/share/pocketsphinx/model/en-us'),
  STS_APERTIUM_DIR: z.string().default('/usr/share/apertium'),
  STS_CONCURRENCY: wholeNumber(1, 1024).default(availableParallelism),
  STS_MAX_QUEUED: wholeNumber(1, 1_000_000).default(100),
  STS_AUTH_TOKEN: z.string().optional(),
  STS_CORS_ORIGINS: commaSeparated.default([]),
  STS_BACKPRESSURE: z.enum(['on', 'off']).default('off'),
  STS_FAULT_API: z.enum(['on', 'off']).default('off'),
  STS_DISCONNECT_AFTER_COMPLETE_MS: wholeNumber(0, DAY_MS).default(5000),
  STS_OBSERVER_BUFFER_EVENTS: wholeNumber(1, 1_000_000).default(1000),
  STS_OBSERVER_BUFFER_BYTES: wholeNumber(1, 2 ** 32).default(64 * 1024 * 1024),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

/** The settings of an STS service. */
export interface StsConfig extends ProviderSettings {
  readonly host: string;
  /** 0 uses a free port. */
  readonly port: number;
  readonly mode: 'real' | 'echo';
  readonly echoDelayMs: number;
  /** Fragments dubbed in parallel, over all sessions. */
  readonly concurrency: number;
  /** Maximum number of unanswered fragments, over all sessions. */
  readonly maxQueued: number;
  readonly authToken?: string;
  readonly corsOrigins: readonly string[];
  readonly backpressure: boolean;
  readonly faultApi: boolean;
  readonly disconnectAfterCompleteMs: number;
  readonly observerBuffer: { readonly maxEvents: number; readonly maxBytes: number };
  readonly logLevel: string;
}

/**
 * Reads the settings from environment variables.
 *
 * @throws {ConfigError} with each invalid variable, its value and what is expected
 */
export function readConfig(environment: NodeJS.ProcessEnv): StsConfig {
  const values = readEnvironment(environmentSchema, environment);
  return {
    host: values.STS_HOST,
    port: values.STS_PORT,
    mode: values.STS_MODE,
    echoDelayMs: values.STS_ECHO_DELAY_MS,
    asr: values.STS_ASR,
    translator: values.STS_TRANSLATOR,
    tts: values.STS_TTS,
    remote: {
      asr: {
        part: 'STS_ASR',
        url: values.STS_ASR_URL,
        key: values.STS_ASR_KEY,
        model: values.STS_ASR_MODEL,
      },
      translator: {
        part: 'STS_TRANSLATOR',
        url: values.STS_TRANSLATOR_URL,
        key: values.STS_TRANSLATOR_KEY,
        model: values.STS_TRANSLATOR_MODEL,
      },
      tts: {
        part: 'STS_TTS',
        url: values.STS_TTS_URL,
        key: values.STS_TTS_KEY,
        model: values.STS_TTS_MODEL,
        voice: values.STS_TTS_VOICE,
      },
    },
    pocketsphinxModelDir: values.STS_POCKETSPHINX_MODEL_DIR,
    apertiumDir: values.STS_APERTIUM_DIR,
    concurrency: values.STS_CONCURRENCY,
    maxQueued: values.STS_MAX_QUEUED,
    ...(values.STS_AUTH_TOKEN === undefined ? {} : { authToken: values.STS_AUTH_TOKEN }),
    corsOrigins: values.STS_CORS_ORIGINS,
    backpressure: values.STS_BACKPRESSURE === 'on',
    faultApi: values.STS_FAULT_API === 'on',
    disconnectAfterCompleteMs: values.STS_DISCONNECT_AFTER_COMPLETE_MS,
    observerBuffer: {
      maxEvents: values.STS_OBSERVER_BUFFER_EVENTS,
      maxBytes: values.STS_OBSERVER_BUFFER_BYTES,
    },
    logLevel: values.LOG_LEVEL,
  };
}

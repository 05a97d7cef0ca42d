import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { commaSeparated, readEnvironment, wholeNumber } from '../runtime/environment.ts';
import { LOG_LEVELS } from '../runtime/logger.ts';
import type { RemoteSettings } from './providers/remote/remote-settings.ts';

const DAY_MS = 86_400_000;

/** What a header can hold. */
const key = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'expected printable characters, without blanks')
  .optional();

/** Where a remote provider is. `fetch` refuses one with a password in it, and says which. */
const remoteUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
  .refine((text) => /^[^?#@]*$/.test(text), 'expected a URL without user, password, query and fragment')
  .transform((text) => text.replace(/\/+$/, ''))
  .optional();

const name = z.string().max(128).optional();

/**
 * Every variable the service reads. An empty value counts as unset.
 *
 * | variable | default | what it sets |
 * |---|---|---|
 * | `STS_HOST` | `127.0.0.1` | address to listen on |
 * | `STS_PORT` | `3000` | port to listen on; `0` takes a free one, the log line `listening` tells which |
 * | `STS_MODE` | `real` | `real` dubs; `echo` answers each fragment with its own audio |
 * | `STS_ECHO_DELAY_MS` | `0` | how long echo mode takes for a fragment |
 * | `STS_ASR` | `pocketsphinx` | speech recogniser; or `openai` |
 * | `STS_TRANSLATOR` | `apertium` | translator; or `deepl`, `libretranslate`, `openai` |
 * | `STS_TTS` | `espeak-ng` | synthesiser; or `elevenlabs`, `openai` |
 * | `STS_ASR_URL`, `STS_TRANSLATOR_URL`, `STS_TTS_URL` | the provider's own | where a remote provider is; for `openai` any service of its kind, such as `http://127.0.0.1:8000/v1` |
 * | `STS_ASR_KEY`, `STS_TRANSLATOR_KEY`, `STS_TTS_KEY` | none | its key; `libretranslate`, and `openai` elsewhere than at OpenAI, may do without |
 * | `STS_ASR_MODEL`, `STS_TRANSLATOR_MODEL`, `STS_TTS_MODEL` | the provider's own | its model |
 * | `STS_TTS_VOICE` | by voice profile | the one voice of a remote synthesiser |
 * | `STS_POCKETSPHINX_MODEL_DIR` | `/usr/share/pocketsphinx/model/en-us` | acoustic model, dictionary, language model |
 * | `STS_APERTIUM_DIR` | `/usr/share/apertium` | where the pairs of languages are installed |
 * | `STS_CONCURRENCY` | number of cores | fragments dubbed at once, over all sessions |
 * | `STS_MAX_QUEUED` | `100` | fragments without an answer over all sessions; more are refused with QUEUE_FULL |
 * | `STS_AUTH_TOKEN` | none | token that workers and observers must send as `auth.token` |
 * | `STS_CORS_ORIGINS` | none | origins of browsers that may connect, separated by commas, or `*` |
 * | `STS_BACKPRESSURE` | `off` | `on` sends `backpressure` events |
 * | `STS_FAULT_API` | `off` | `on` lets whoever reaches the port spoil the results of any stream |
 * | `STS_DISCONNECT_AFTER_COMPLETE_MS` | `5000` | how long a worker stays connected after `stream:complete` |
 * | `STS_OBSERVER_BUFFER_EVENTS` | `1000` | events kept for an observer that does not keep up |
 * | `STS_OBSERVER_BUFFER_BYTES` | `67108864` | bytes kept for an observer that does not keep up |
 * | `LOG_LEVEL` | `info` | `trace` to `fatal`, or `silent` |
 */
const environmentSchema = z.object({
  STS_HOST: z.string().default('127.0.0.1'),
  STS_PORT: wholeNumber(0, 65_535).default(3000),
  STS_MODE: z.enum(['real', 'echo']).default('real'),
  STS_ECHO_DELAY_MS: wholeNumber(0, DAY_MS).default(0),
  STS_ASR: z.enum(['pocketsphinx', 'openai']).default('pocketsphinx'),
  STS_TRANSLATOR: z.enum(['apertium', 'deepl', 'libretranslate', 'openai']).default('apertium'),
  STS_TTS: z.enum(['espeak-ng', 'elevenlabs', 'openai']).default('espeak-ng'),
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

/** The settings of one STS service. */
export interface StsConfig {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly mode: 'real' | 'echo';
  readonly echoDelayMs: number;
  readonly asr: 'pocketsphinx' | 'openai';
  readonly translator: 'apertium' | 'deepl' | 'libretranslate' | 'openai';
  readonly tts: 'espeak-ng' | 'elevenlabs' | 'openai';
  /** For those of the three that are remote. */
  readonly remote: Readonly<Record<'asr' | 'translator' | 'tts', RemoteSettings>>;
  readonly pocketsphinxModelDir: string;
  readonly apertiumDir: string;
  /** Fragments dubbed at once, over all sessions. */
  readonly concurrency: number;
  /** Fragments without an answer, over all sessions. */
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
 * @throws {ConfigError} names the variable, what it held and what it may hold
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

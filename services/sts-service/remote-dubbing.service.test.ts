import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FragmentProcessed } from '../contracts/fragment.ts';
import { createLogger } from '../runtime/logger.ts';
import { readConfig } from './config.ts';
import { startStsService } from './sts-service.ts';
import { type ErrorResponse, ProviderServer } from './testing/provider-server.ts';
import { encode, speakWords } from './testing/speak-words.ts';
import { startTestSts } from './testing/start-test-sts.ts';
import { TestWorker } from './testing/test-worker.ts';

const KEYS = { STS_ASR_KEY: 'asr-s3cret', STS_TRANSLATOR_KEY: 'deepl-s3cret', STS_TTS_KEY: 'eleven-s3cret' };
const ASR = '/v1/audio/transcriptions';
const TRANSLATION = '/v2/translate';
const TTS = '/v1/text-to-speech/voice-1';

const stack = new AsyncDisposableStack();
const logged: string[] = [];
let providers: ProviderServer;
let url: string;
let speech: string;

beforeAll(async () => {
  providers = stack.use(await ProviderServer.start());
  const config = readConfig({
    ...KEYS,
    STS_PORT: '0',
    STS_ASR: 'openai',
    STS_TRANSLATOR: 'deepl',
    STS_TTS: 'elevenlabs',
    STS_ASR_URL: `${providers.url}/v1/`,
    STS_TRANSLATOR_URL: providers.url,
    STS_TTS_URL: providers.url,
    STS_TTS_VOICE: 'voice-1',
  });
  const log = createLogger('sts-service', 'trace', { write: (line) => logged.push(line) });
  const sts = await startStsService(config, log);
  stack.defer(() => sts.stop());
  url = sts.url;
  speech = (await encode(await speakWords(['thirteen', 'fourteen']), '-f', 'wav')).toString('base64');
});
beforeEach(() => providers.recover());
afterAll(() => stack.disposeAsync());

async function dub(init: object = {}): Promise<FragmentProcessed> {
  using worker = new TestWorker(url);
  await worker.open(init);
  worker.send(0, {}, { data_base64: speech, duration_ms: 2000 });
  const [result] = await worker.results(1);
  if (result === undefined) throw new Error('unreachable: results() waits for one');
  return result;
}

test('dubs a fragment with remote providers', async () => {
  const result = await dub({ config: { source_language: 'en', target_language: 'fr' } });
  expect(result).toMatchObject({
    status: 'success',
    transcript: 'Thirteen, fourteen.',
    translated_text: 'Trece, catorce.',
    dubbed_audio: { duration_ms: 2000 },
    metadata: {
      asr_model: 'openai whisper-1',
      translation_model: 'deepl',
      tts_model: 'elevenlabs eleven_multilingual_v2 voice-1',
    },
  });
  expect(providers.requested).toEqual([ASR, TRANSLATION, TTS]);
});

test('hides transient failures from the result', async () => {
  providers.fail(TRANSLATION, { status: 429, headers: { 'retry-after': '0' } }, 2);
  expect((await dub()).status).toBe('success');
  expect(providers.requested).toEqual([ASR, TRANSLATION, TRANSLATION, TRANSLATION, TTS]);
});

const RATE_LIMITED = { status: 429, headers: { 'retry-after': '60' } };

describe.each<[string, string, string]>([
  ['asr', ASR, 'ASR_FAILED'],
  ['translation', TRANSLATION, 'TRANSLATION_FAILED'],
  ['tts', TTS, 'TTS_SYNTHESIS_FAILED'],
])('%s', (stage, path, codeOfStage) => {
  const unavailable = stage === 'translation' ? 'TRANSLATION_API_UNAVAILABLE' : 'MODEL_ERROR';
  test.each<[ErrorResponse, string, boolean]>([
    [RATE_LIMITED, 'RATE_LIMIT_EXCEEDED', true],
    [{ status: 503 }, unavailable, true],
    [{ status: 401 }, codeOfStage, false],
    [{ status: 200, headers: { 'content-type': 'text/html' } }, codeOfStage, false],
  ])('%j fails with %s', async (failure, code, retryable) => {
    providers.fail(path, failure);
    const result = await dub();
    expect(result).toMatchObject({ status: 'failed', error: { code, stage, retryable } });
  });
});

test('fails with TIMEOUT when a provider does not respond', async () => {
  providers.fail(TTS, 'no-response');
  const result = await dub({ timeout_ms: 1000 });
  expect(result).toMatchObject({ status: 'failed', error: { code: 'TIMEOUT', stage: 'tts' } });
  expect(providers.requested.filter((path) => path === TTS)).toHaveLength(1);
});

test('never reveals a key to workers, observers, logs or HTTP clients', async () => {
  using observer = new TestWorker(`${url}/monitor`);
  await new Promise<void>((resolve) => observer.socket.once('connect', resolve));
  const results: FragmentProcessed[] = [];
  for (const path of [ASR, TRANSLATION, TTS]) {
    providers.recover();
    providers.fail(path, { status: 403, repeatsKey: true });
    results.push(await dub());
  }
  await observer.log.waitFor('fragment:processed', 3);
  const pages = await Promise.all(
    ['/health', '/ready', '/metrics'].map(async (path) => (await fetch(`${url}${path}`)).text()),
  );
  const visible = { results, observed: observer.log.received, logged, pages };
  const text = JSON.stringify(visible);
  expect(text).toContain('[key]');
  expect(logged.join('')).toContain('[key]');
  for (const key of Object.values(KEYS)) expect(text).not.toContain(key);
});

test.each([
  ['STS_ASR', 'openai'],
  ['STS_TRANSLATOR', 'deepl'],
  ['STS_TTS', 'elevenlabs'],
])('does not start with %s=%s without a key', async (part, provider) => {
  await expect(startTestSts({ STS_MODE: 'real', [part]: provider })).rejects.toThrow(
    `${part}=${provider} needs a key: set ${part}_KEY`,
  );
});

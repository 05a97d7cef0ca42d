import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FragmentProcessed } from '../contracts/fragment.ts';
import { createLogger } from '../runtime/logger.ts';
import { readConfig } from './config.ts';
import { startStsService } from './sts-service.ts';
import { encode, speakOneASecond } from './testing/counting-speech.ts';
import { RemoteVendors, type VendorTrouble } from './testing/remote-vendors.ts';
import { startTestSts } from './testing/start-test-sts.ts';
import { TestWorker } from './testing/test-worker.ts';

const KEYS = { STS_ASR_KEY: 'asr-s3cret', STS_TRANSLATOR_KEY: 'deepl-s3cret', STS_TTS_KEY: 'eleven-s3cret' };
const ASR = '/v1/audio/transcriptions';
const TRANSLATION = '/v2/translate';
const TTS = '/v1/text-to-speech/voice-1';

const stack = new AsyncDisposableStack();
const logged: string[] = [];
let vendors: RemoteVendors;
let url: string;
let speech: string;

beforeAll(async () => {
  vendors = stack.use(await RemoteVendors.start());
  const config = readConfig({
    ...KEYS,
    STS_PORT: '0',
    STS_ASR: 'openai',
    STS_TRANSLATOR: 'deepl',
    STS_TTS: 'elevenlabs',
    STS_ASR_URL: `${vendors.url}/v1/`,
    STS_TRANSLATOR_URL: vendors.url,
    STS_TTS_URL: vendors.url,
    STS_TTS_VOICE: 'voice-1',
  });
  const log = createLogger('sts-service', 'trace', { write: (line) => logged.push(line) });
  const sts = await startStsService(config, log);
  stack.defer(() => sts.stop());
  url = sts.url;
  speech = (await encode(await speakOneASecond(['thirteen', 'fourteen']), '-f', 'wav')).toString('base64');
});
beforeEach(() => vendors.recover());
afterAll(() => stack.disposeAsync());

async function dub(init: object = {}): Promise<FragmentProcessed> {
  using worker = new TestWorker(url);
  await worker.open(init);
  worker.send(0, {}, { data_base64: speech, duration_ms: 2000 });
  const [result] = await worker.results(1);
  if (result === undefined) throw new Error('unreachable: results() waits for one');
  return result;
}

test('a fragment is dubbed by services on the network', async () => {
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
  expect(vendors.asked).toEqual([ASR, TRANSLATION, TTS]);
});

test('trouble that passes is not seen in the result', async () => {
  vendors.trouble(TRANSLATION, { status: 429, headers: { 'retry-after': '0' } }, 2);
  expect((await dub()).status).toBe('success');
  expect(vendors.asked).toEqual([ASR, TRANSLATION, TRANSLATION, TRANSLATION, TTS]);
});

const ASKS_TO_WAIT = { status: 429, headers: { 'retry-after': '60' } };

describe.each<[string, string, string]>([
  ['asr', ASR, 'ASR_FAILED'],
  ['translation', TRANSLATION, 'TRANSLATION_FAILED'],
  ['tts', TTS, 'TTS_SYNTHESIS_FAILED'],
])('%s', (stage, path, ofStage) => {
  const unavailable = stage === 'translation' ? 'TRANSLATION_API_UNAVAILABLE' : 'MODEL_ERROR';
  test.each<[VendorTrouble, string, boolean]>([
    [ASKS_TO_WAIT, 'RATE_LIMIT_EXCEEDED', true],
    [{ status: 503 }, unavailable, true],
    [{ status: 401 }, ofStage, false],
    [{ status: 200, headers: { 'content-type': 'text/html' } }, ofStage, false],
  ])('%j fails as %s', async (trouble, code, retryable) => {
    vendors.trouble(path, trouble);
    const result = await dub();
    expect(result).toMatchObject({ status: 'failed', error: { code, stage, retryable } });
  });
});

test('a service that never answers costs the fragment its time, and no more', async () => {
  vendors.trouble(TTS, 'silence');
  const result = await dub({ timeout_ms: 1000 });
  expect(result).toMatchObject({ status: 'failed', error: { code: 'TIMEOUT', stage: 'tts' } });
  expect(vendors.asked.filter((path) => path === TTS)).toHaveLength(1);
});

test('no key is told, whatever goes wrong: not to the worker, to observers, in the log, over HTTP', async () => {
  using observer = new TestWorker(`${url}/monitor`);
  await new Promise<void>((resolve) => observer.socket.once('connect', resolve));
  const results: FragmentProcessed[] = [];
  for (const path of [ASR, TRANSLATION, TTS]) {
    vendors.recover();
    vendors.trouble(path, { status: 403, repeatsKey: true });
    results.push(await dub());
  }
  await observer.log.waitFor('fragment:processed', 3);
  const pages = await Promise.all(
    ['/health', '/ready', '/metrics'].map(async (path) => (await fetch(`${url}${path}`)).text()),
  );
  const said = { results, observed: observer.log.received, logged, pages };
  const text = JSON.stringify(said);
  expect(text).toContain('[key]');
  expect(logged.join('')).toContain('[key]');
  for (const key of Object.values(KEYS)) expect(text).not.toContain(key);
});

test.each([
  ['STS_ASR', 'openai'],
  ['STS_TRANSLATOR', 'deepl'],
  ['STS_TTS', 'elevenlabs'],
])('%s=%s without a key does not start, and nothing takes its place', async (part, provider) => {
  await expect(startTestSts({ STS_MODE: 'real', [part]: provider })).rejects.toThrow(
    `${part}=${provider} needs a key: set ${part}_KEY`,
  );
});

import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readWav, writeWav } from '../../audio/wav.ts';
import { findLanguagePair, languagePairsOf } from '../language-pair.ts';
import type { WorkLimits } from '../provider.ts';
import { createDeepl } from './deepl.ts';
import { createElevenlabs } from './elevenlabs.ts';
import { createLibretranslate } from './libretranslate.ts';
import { createOpenaiAsr } from './openai-asr.ts';
import { createOpenaiTranslator } from './openai-translator.ts';
import { createOpenaiTts } from './openai-tts.ts';
import { ProviderKeyMissingError } from './remote-settings.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const LIMITS: WorkLimits = { signal: new AbortController().signal, deadlineMs: Number.POSITIVE_INFINITY };
const TRANSLATOR = { part: 'STS_TRANSLATOR', key: 'k' };
const SAMPLES = Int16Array.of(1, -2, 3);

function pair(source: string, target: string) {
  const found = findLanguagePair(languagePairsOf(), source, target);
  if (found === undefined) throw new Error(`${source}→${target} is not supported.`);
  return found;
}

interface ReceivedRequest {
  url: string;
  headers: Headers;
  /** Parsed JSON, or the fields of a form. */
  body: unknown;
}

/** Responds to POST requests to `url` and records the last one. */
function respondTo(url: string, respond: () => Response): ReceivedRequest {
  const received: ReceivedRequest = { url: '', headers: new Headers(), body: undefined };
  server.use(
    http.post(url, async ({ request }) => {
      received.url = request.url;
      received.headers = request.headers;
      const isJson = request.headers.get('content-type') === 'application/json';
      received.body = isJson ? await request.json() : Object.fromEntries(await request.formData());
      return respond();
    }),
  );
  return received;
}

const wavResponse = () =>
  new HttpResponse(Uint8Array.from(writeWav(SAMPLES, 24_000)), { headers: { 'content-type': 'audio/wav' } });

test('openai transcribes a WAV with language and prompt', async () => {
  const received = respondTo('https://api.openai.com/v1/audio/transcriptions', () =>
    HttpResponse.json({ text: ' One, two. ' }),
  );
  const asr = createOpenaiAsr({ part: 'STS_ASR', key: 'k' });
  const recognised = await asr.transcribe(SAMPLES, pair('de', 'en'), ['numbers', 'sport'], LIMITS);
  expect(recognised).toEqual({ text: 'One, two.', model: 'openai whisper-1' });
  expect(received.headers.get('authorization')).toBe('Bearer k');
  const { file, ...fields } = received.body as Record<string, unknown>;
  if (!(file instanceof File)) throw new Error('Expected a file.');
  expect([file.name, file.type]).toEqual(['speech.wav', 'audio/wav']);
  const { pcm, sampleRateHz } = readWav(new Uint8Array(await file.arrayBuffer()));
  expect([[...new Int16Array(Uint8Array.from(pcm).buffer)], sampleRateHz]).toEqual([[...SAMPLES], 16_000]);
  expect(fields).toEqual({
    model: 'whisper-1',
    language: 'de',
    response_format: 'json',
    prompt: 'numbers, sport',
  });
});

test('a compatible service needs no key', async () => {
  const received = respondTo('http://127.0.0.1:8000/v1/audio/transcriptions', () =>
    HttpResponse.json({ text: '' }),
  );
  const settings = { part: 'STS_ASR', url: 'http://127.0.0.1:8000/v1', model: 'small' };
  const recognised = await createOpenaiAsr(settings).transcribe(SAMPLES, pair('en', 'es'), [], LIMITS);
  expect(recognised).toEqual({ text: '', model: 'openai small' });
  expect(received.headers.has('authorization')).toBe(false);
  expect(received.body).not.toHaveProperty('prompt');
});

test('openai translates with chat completions', async () => {
  const choices = [{ message: { role: 'assistant', content: ' uno dos \n' }, finish_reason: 'stop' }];
  const received = respondTo('https://api.openai.com/v1/chat/completions', () =>
    HttpResponse.json({ choices }),
  );
  const translator = createOpenaiTranslator({ ...TRANSLATOR, model: 'm' });
  expect(await translator.translate('one two', pair('en', 'es'), LIMITS)).toEqual({
    text: 'uno dos',
    model: 'openai m',
  });
  expect(received.body).toEqual({
    model: 'm',
    messages: [
      { role: 'system', content: expect.stringContaining('from English to Spanish') },
      { role: 'user', content: 'one two' },
    ],
  });
});

test.each([
  ['is cut off', [{ message: { content: 'uno' }, finish_reason: 'length' }]],
  ['is empty', [{ message: { content: ' ' }, finish_reason: 'stop' }]],
  ['is missing', []],
])('a chat completion that %s is unusable', async (_case, choices) => {
  respondTo('https://api.openai.com/v1/chat/completions', () => HttpResponse.json({ choices }));
  const translate = createOpenaiTranslator(TRANSLATOR).translate('one', pair('en', 'es'), LIMITS);
  await expect(translate).rejects.toMatchObject({ failure: 'unusable' });
});

test.each([
  ['k', 'https://api.deepl.com'],
  ['k:fx', 'https://api-free.deepl.com'],
])('deepl with key %s uses %s', async (key, url) => {
  const translations = [{ detected_source_language: 'EN', text: 'um dois' }];
  const received = respondTo(`${url}/v2/translate`, () => HttpResponse.json({ translations }));
  const translator = createDeepl({ part: 'STS_TRANSLATOR', key });
  const translated = await translator.translate('one two', pair('en', 'pt'), LIMITS);
  expect(translated).toEqual({ text: 'um dois', model: 'deepl' });
  expect(received.headers.get('authorization')).toBe(`DeepL-Auth-Key ${key}`);
  expect(received.body).toEqual({ text: ['one two'], source_lang: 'EN', target_lang: 'PT-BR' });
});

test('libretranslate works with and without a key', async () => {
  const received = respondTo('http://127.0.0.1:5000/translate', () =>
    HttpResponse.json({ translatedText: 'uno' }),
  );
  const body = { q: 'one', source: 'en', target: 'es', format: 'text' };
  const withoutKey = createLibretranslate({ part: 'STS_TRANSLATOR' });
  expect(await withoutKey.translate('one', pair('en', 'es'), LIMITS)).toEqual({
    text: 'uno',
    model: 'libretranslate',
  });
  expect(received.body).toEqual(body);
  await createLibretranslate(TRANSLATOR).translate('one', pair('en', 'es'), LIMITS);
  expect(received.body).toEqual({ ...body, api_key: 'k' });
});

test('openai synthesises with the voice of the profile or the configured voice', async () => {
  const received = respondTo('https://api.openai.com/v1/audio/speech', wavResponse);
  const settings = { part: 'STS_TTS', key: 'k' };
  const synthesised = await createOpenaiTts(settings).synthesise('uno', pair('en', 'es'), 'female', LIMITS);
  expect(synthesised.model).toBe('openai gpt-4o-mini-tts nova');
  expect([...new Int16Array(Uint8Array.from(synthesised.audio.pcm).buffer)]).toEqual([...SAMPLES]);
  expect(synthesised.audio.sampleRateHz).toBe(24_000);
  expect(received.body).toEqual({
    model: 'gpt-4o-mini-tts',
    input: 'uno',
    voice: 'nova',
    response_format: 'wav',
  });
  const configured = createOpenaiTts({ ...settings, voice: 'marin' });
  await configured.synthesise('uno', pair('en', 'es'), 'female', LIMITS);
  expect(received.body).toMatchObject({ voice: 'marin' });
});

test('elevenlabs returns raw samples without an incomplete one', async () => {
  const samples = Uint8Array.of(1, 0, 2, 0, 3);
  const received = respondTo(
    'https://api.elevenlabs.io/v1/text-to-speech/:voice',
    () => new HttpResponse(samples, { headers: { 'content-type': 'audio/pcm' } }),
  );
  const tts = createElevenlabs({ part: 'STS_TTS', key: 'k', voice: 'my/voice' });
  const { audio, model } = await tts.synthesise('uno', pair('en', 'es'), 'default', LIMITS);
  expect([[...audio.pcm], audio.sampleRateHz]).toEqual([[1, 0, 2, 0], 24_000]);
  expect(model).toBe('elevenlabs eleven_multilingual_v2 my/voice');
  expect(received.url).toBe('https://api.elevenlabs.io/v1/text-to-speech/my%2Fvoice?output_format=pcm_24000');
  expect(received.headers.get('xi-api-key')).toBe('k');
  expect(received.body).toEqual({ text: 'uno', model_id: 'eleven_multilingual_v2' });
});

test('elevenlabs rejects a file in place of raw samples', async () => {
  const url = 'https://api.elevenlabs.io/v1/text-to-speech/:voice';
  respondTo(url, () => new HttpResponse('ID3…', { headers: { 'content-type': 'audio/mpeg' } }));
  const tts = createElevenlabs({ part: 'STS_TTS', key: 'k' });
  await expect(tts.synthesise('uno', pair('en', 'es'), 'default', LIMITS)).rejects.toThrow('a file (ID3');
});

test.each([
  ['STS_ASR', 'openai', createOpenaiAsr],
  ['STS_TRANSLATOR', 'openai', createOpenaiTranslator],
  ['STS_TRANSLATOR', 'deepl', createDeepl],
  ['STS_TTS', 'openai', createOpenaiTts],
  ['STS_TTS', 'elevenlabs', createElevenlabs],
])('%s=%s without a key names the variable', (part, provider, create) => {
  expect(() => create({ part })).toThrow(ProviderKeyMissingError);
  expect(() => create({ part })).toThrow(`${part}=${provider} needs a key: set ${part}_KEY`);
});

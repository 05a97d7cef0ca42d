import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readWav } from '../../audio/read-wav.ts';
import { writeWav } from '../../audio/write-wav.ts';
import { findLanguagePair, languagePairsOf } from '../language-pair.ts';
import type { WorkLimits } from '../provider.ts';
import { createDeepl } from './deepl.ts';
import { createElevenlabs } from './elevenlabs.ts';
import { createLibretranslate } from './libretranslate.ts';
import { createOpenaiAsr } from './openai-asr.ts';
import { createOpenaiTranslator } from './openai-translator.ts';
import { createOpenaiTts } from './openai-tts.ts';
import { ProviderKeyMissingError } from './provider-key-missing-error.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const LIMITS: WorkLimits = { signal: new AbortController().signal, deadlineMs: Number.POSITIVE_INFINITY };
const TRANSLATOR = { part: 'STS_TRANSLATOR', key: 'k' };
const SOUND = Int16Array.of(1, -2, 3);

function pair(source: string, target: string) {
  const found = findLanguagePair(languagePairsOf(), source, target);
  if (found === undefined) throw new Error(`There is no ${source}→${target}.`);
  return found;
}

interface Asked {
  url: string;
  headers: Headers;
  /** What was JSON; of a form, its fields. */
  body: unknown;
}

/** Answers POSTs to `url`, and gives what the last one held. */
function answer(url: string, respond: () => Response): Asked {
  const asked: Asked = { url: '', headers: new Headers(), body: undefined };
  server.use(
    http.post(url, async ({ request }) => {
      asked.url = request.url;
      asked.headers = request.headers;
      const isJson = request.headers.get('content-type') === 'application/json';
      asked.body = isJson ? await request.json() : Object.fromEntries(await request.formData());
      return respond();
    }),
  );
  return asked;
}

const wavAnswer = () =>
  new HttpResponse(Uint8Array.from(writeWav(SOUND, 24_000)), { headers: { 'content-type': 'audio/wav' } });

test('openai hears a WAV of the speech, told its language and what it is about', async () => {
  const asked = answer('https://api.openai.com/v1/audio/transcriptions', () =>
    HttpResponse.json({ text: ' One, two. ' }),
  );
  const asr = createOpenaiAsr({ part: 'STS_ASR', key: 'k' });
  const heard = await asr.transcribe(SOUND, pair('de', 'en'), ['numbers', 'sport'], LIMITS);
  expect(heard).toEqual({ text: 'One, two.', model: 'openai whisper-1' });
  expect(asked.headers.get('authorization')).toBe('Bearer k');
  const { file, ...fields } = asked.body as Record<string, unknown>;
  if (!(file instanceof File)) throw new Error('Expected a file.');
  expect([file.name, file.type]).toEqual(['speech.wav', 'audio/wav']);
  const { pcm, sampleRateHz } = readWav(new Uint8Array(await file.arrayBuffer()));
  expect([[...new Int16Array(Uint8Array.from(pcm).buffer)], sampleRateHz]).toEqual([[...SOUND], 16_000]);
  expect(fields).toEqual({
    model: 'whisper-1',
    language: 'de',
    response_format: 'json',
    prompt: 'numbers, sport',
  });
});

test('an OpenAI-compatible service elsewhere may do without a key', async () => {
  const asked = answer('http://127.0.0.1:8000/v1/audio/transcriptions', () =>
    HttpResponse.json({ text: '' }),
  );
  const settings = { part: 'STS_ASR', url: 'http://127.0.0.1:8000/v1', model: 'small' };
  const heard = await createOpenaiAsr(settings).transcribe(SOUND, pair('en', 'es'), [], LIMITS);
  expect(heard).toEqual({ text: '', model: 'openai small' });
  expect(asked.headers.has('authorization')).toBe(false);
  expect(asked.body).not.toHaveProperty('prompt');
});

test('openai translates by chat', async () => {
  const choices = [{ message: { role: 'assistant', content: ' uno dos \n' }, finish_reason: 'stop' }];
  const asked = answer('https://api.openai.com/v1/chat/completions', () => HttpResponse.json({ choices }));
  const translator = createOpenaiTranslator({ ...TRANSLATOR, model: 'm' });
  expect(await translator.translate('one two', pair('en', 'es'), LIMITS)).toEqual({
    text: 'uno dos',
    model: 'openai m',
  });
  expect(asked.body).toEqual({
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
  ['is not there', []],
])('a chat whose answer %s has translated nothing', async (_case, choices) => {
  answer('https://api.openai.com/v1/chat/completions', () => HttpResponse.json({ choices }));
  const translate = createOpenaiTranslator(TRANSLATOR).translate('one', pair('en', 'es'), LIMITS);
  await expect(translate).rejects.toMatchObject({ failure: 'unusable' });
});

test.each([
  ['k', 'https://api.deepl.com'],
  ['k:fx', 'https://api-free.deepl.com'],
])('deepl with key %s is at %s', async (key, url) => {
  const translations = [{ detected_source_language: 'EN', text: 'um dois' }];
  const asked = answer(`${url}/v2/translate`, () => HttpResponse.json({ translations }));
  const translator = createDeepl({ part: 'STS_TRANSLATOR', key });
  const translated = await translator.translate('one two', pair('en', 'pt'), LIMITS);
  expect(translated).toEqual({ text: 'um dois', model: 'deepl' });
  expect(asked.headers.get('authorization')).toBe(`DeepL-Auth-Key ${key}`);
  expect(asked.body).toEqual({ text: ['one two'], source_lang: 'EN', target_lang: 'PT-BR' });
});

test('libretranslate, with a key and without', async () => {
  const asked = answer('http://127.0.0.1:5000/translate', () => HttpResponse.json({ translatedText: 'uno' }));
  const body = { q: 'one', source: 'en', target: 'es', format: 'text' };
  const without = createLibretranslate({ part: 'STS_TRANSLATOR' });
  expect(await without.translate('one', pair('en', 'es'), LIMITS)).toEqual({
    text: 'uno',
    model: 'libretranslate',
  });
  expect(asked.body).toEqual(body);
  await createLibretranslate(TRANSLATOR).translate('one', pair('en', 'es'), LIMITS);
  expect(asked.body).toEqual({ ...body, api_key: 'k' });
});

test('openai speaks, with the voice of the profile or with the one voice that is set', async () => {
  const asked = answer('https://api.openai.com/v1/audio/speech', wavAnswer);
  const settings = { part: 'STS_TTS', key: 'k' };
  const spoken = await createOpenaiTts(settings).synthesise('uno', pair('en', 'es'), 'female', LIMITS);
  expect(spoken.model).toBe('openai gpt-4o-mini-tts nova');
  expect([...new Int16Array(Uint8Array.from(spoken.sound.pcm).buffer)]).toEqual([...SOUND]);
  expect(spoken.sound.sampleRateHz).toBe(24_000);
  expect(asked.body).toEqual({
    model: 'gpt-4o-mini-tts',
    input: 'uno',
    voice: 'nova',
    response_format: 'wav',
  });
  const set = createOpenaiTts({ ...settings, voice: 'marin' });
  await set.synthesise('uno', pair('en', 'es'), 'female', LIMITS);
  expect(asked.body).toMatchObject({ voice: 'marin' });
});

test('elevenlabs speaks in samples, of which half a one is left out', async () => {
  const samples = Uint8Array.of(1, 0, 2, 0, 3);
  const asked = answer(
    'https://api.elevenlabs.io/v1/text-to-speech/:voice',
    () => new HttpResponse(samples, { headers: { 'content-type': 'audio/pcm' } }),
  );
  const tts = createElevenlabs({ part: 'STS_TTS', key: 'k', voice: 'my/voice' });
  const { sound, model } = await tts.synthesise('uno', pair('en', 'es'), 'default', LIMITS);
  expect([[...sound.pcm], sound.sampleRateHz]).toEqual([[1, 0, 2, 0], 24_000]);
  expect(model).toBe('elevenlabs eleven_multilingual_v2 my/voice');
  expect(asked.url).toBe('https://api.elevenlabs.io/v1/text-to-speech/my%2Fvoice?output_format=pcm_24000');
  expect(asked.headers.get('xi-api-key')).toBe('k');
  expect(asked.body).toEqual({ text: 'uno', model_id: 'eleven_multilingual_v2' });
});

test('a file is not taken for samples', async () => {
  const url = 'https://api.elevenlabs.io/v1/text-to-speech/:voice';
  answer(url, () => new HttpResponse('ID3…', { headers: { 'content-type': 'audio/mpeg' } }));
  const tts = createElevenlabs({ part: 'STS_TTS', key: 'k' });
  await expect(tts.synthesise('uno', pair('en', 'es'), 'default', LIMITS)).rejects.toThrow('a file (ID3');
});

test.each([
  ['STS_ASR', 'openai', createOpenaiAsr],
  ['STS_TRANSLATOR', 'openai', createOpenaiTranslator],
  ['STS_TRANSLATOR', 'deepl', createDeepl],
  ['STS_TTS', 'openai', createOpenaiTts],
  ['STS_TTS', 'elevenlabs', createElevenlabs],
])('%s=%s without its key is an error that names the variable', (part, provider, create) => {
  expect(() => create({ part })).toThrow(ProviderKeyMissingError);
  expect(() => create({ part })).toThrow(`${part}=${provider} needs a key: set ${part}_KEY`);
});

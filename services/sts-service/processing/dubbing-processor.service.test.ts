import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Semaphore } from '../../../lib/semaphore.ts';
import type { FragmentAudio, FragmentProcessed } from '../../contracts/fragment.ts';
import { streamConfigSchema } from '../../contracts/stream-session.ts';
import { createLogger } from '../../runtime/logger.ts';
import { isSilent } from '../audio/silence.ts';
import { readConfig } from '../config.ts';
import { createStsMetrics } from '../metrics/sts-metrics.ts';
import { ScratchFolder } from '../process/scratch-folder.ts';
import type { Tts } from '../providers/provider.ts';
import { createProviders } from '../providers/provider-table.ts';
import type { StartedStsService } from '../sts-service.ts';
import { encode, speakWords } from '../testing/speak-words.ts';
import { startTestSts } from '../testing/start-test-sts.ts';
import { TestWorker } from '../testing/test-worker.ts';
import { createDubbingProcessor } from './dubbing-processor.ts';
import type { FragmentTask } from './fragment-processor.ts';

const NUMBERS = 'thirteen fourteen fifteen sixteen seventeen eighteen'.split(' ');
const NUMEROS = 'trece catorce quince dieciséis diecisiete dieciocho'.split(' ');
const ADTS = ['-c:a', 'aac', '-ar', '44100', '-f', 'adts'];

let sts: StartedStsService & AsyncDisposable;
let speech: Int16Array;

beforeAll(async () => {
  [sts, speech] = await Promise.all([startTestSts({ STS_MODE: 'real' }), speakWords(NUMBERS)]);
});
afterAll(() => sts.stop());

/** Dubs one fragment in a new session. */
async function dub(bytes: Uint8Array, audio: object = {}, config: object = {}): Promise<FragmentProcessed> {
  using worker = new TestWorker(sts.url);
  await worker.open({ config: { domain_hints: ['weather', 'numbers'], ...config }, timeout_ms: 30_000 });
  worker.send(0, {}, { data_base64: Buffer.from(bytes).toString('base64'), ...audio });
  const [result] = await worker.results(1, 30_000);
  if (result === undefined) throw new Error('unreachable: results() waits for one');
  return result;
}

/** Number of recognised fragments so far. */
async function recognitions(): Promise<number> {
  const metrics = await (await fetch(`${sts.url}/metrics`)).text();
  return Number(metrics.match(/^sts_stage_seconds_count\{stage="asr"\} (\d+)$/m)?.[1] ?? 0);
}

async function decode(audio: FragmentAudio | undefined): Promise<Int16Array> {
  if (audio === undefined) throw new Error('Expected dubbed audio, got none.');
  const args = ['-v', 'error', '-f', 'mp4', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'];
  const input = Buffer.from(audio.data_base64, 'base64');
  const { stdout } = await execa('ffmpeg', args, { input, encoding: 'buffer' });
  return new Int16Array(Uint8Array.from(stdout).buffer);
}

function found(words: readonly string[], text: string | undefined): number {
  const spoken = (text ?? '').toLowerCase().split(/\W*\s+/);
  return words.filter((word) => spoken.includes(word)).length;
}

describe('real mode', () => {
  test('dubs six spoken numbers to the duration of their source', async () => {
    const mislabelled = { format: 'm4a', sample_rate_hz: 48_000 };
    const result = await dub(await encode(speech, ...ADTS), mislabelled, {
      sample_rate_hz: 44_100,
      channels: 2,
    });
    expect(result.status).toBe('success');
    expect(found(NUMBERS, result.transcript)).toBeGreaterThanOrEqual(5);
    expect(found(NUMEROS, result.translated_text)).toBeGreaterThanOrEqual(5);
    expect(result.dubbed_audio).toMatchObject({
      format: 'm4a',
      sample_rate_hz: 44_100,
      channels: 2,
      duration_ms: 6000,
    });
    expect(result.metadata).toMatchObject({
      asr_model: 'pocketsphinx en-us, grammar numbers',
      translation_model: 'apertium eng-spa',
      tts_model: 'espeak-ng es',
      source_format: 'adts',
    });

    const samples = await decode(result.dubbed_audio);
    // The decoder returns the last AAC frame of 1024 samples untrimmed.
    expect(Math.abs(samples.length / 2 - 6 * 44_100)).toBeLessThan(1024);
    expect(isSilent(samples, 2 * 44_100)).toBe(false);
  });

  test('reports the durations of its stages', async () => {
    const result = await dub(await encode(speech, ...ADTS));
    const { asr_ms = 0, translation_ms = 0, tts_ms = 0 } = result.stage_timings ?? {};
    const { queue_ms, decode_ms, encode_ms } = result.metadata as Record<string, number>;
    const stages = [queue_ms, decode_ms, asr_ms, translation_ms, tts_ms, encode_ms];
    const sum = stages.reduce<number>((total, ms) => total + (ms ?? Number.NaN), 0);
    expect(asr_ms).toBeGreaterThan(10);
    // Each is rounded to whole ms.
    expect(result.processing_time_ms).toBeGreaterThanOrEqual(sum - 4);
    expect((result.processing_time_ms ?? 0) - sum).toBeLessThan(100);
    expect([result.processing_time_ms, ...stages].filter((ms) => !Number.isInteger(ms))).toEqual([]);
  });

  test('reads raw samples as labelled', async () => {
    const bytes = await encode(speech, '-ar', '8000', '-f', 's16le');
    const result = await dub(bytes, { format: 'pcm_s16le', sample_rate_hz: 8000 });
    expect(result.metadata).toMatchObject({ source_format: 'pcm' });
    expect(result.dubbed_audio?.duration_ms).toBe(6000);
    expect(result.transcript).not.toBe('');
  });

  test('uses the general language model without a hint', async () => {
    const result = await dub(await encode(speech, '-f', 'wav'), {}, { domain_hints: [] });
    expect(result.metadata).toMatchObject({ asr_model: 'pocketsphinx en-us', source_format: 'wav' });
    expect(found(NUMBERS, result.transcript)).toBeGreaterThanOrEqual(4);
  });

  test('answers silence with silence and empty texts', async () => {
    const result = await dub(await encode(new Int16Array(32_000), ...ADTS), { duration_ms: 2000 });
    expect(result).toMatchObject({ status: 'success', transcript: '', translated_text: '' });
    expect(result.dubbed_audio?.duration_ms).toBe(2000);
    const samples = await decode(result.dubbed_audio);
    expect(Math.abs(samples.length - 2 * 48_000)).toBeLessThan(1024);
    expect(isSilent(samples, 48_000)).toBe(true);
    expect(result).not.toHaveProperty('stage_timings');
    expect(result.metadata).toMatchObject({
      ...{ original_duration_ms: 2000, dubbed_duration_ms: 2000 },
      ...{ duration_variance_percent: 0, speed_ratio: 1 },
    });
  });

  test.each([
    ['unknown bytes', Buffer.from('hello, this is not audio'), 'm4a'],
    ['a truncated MP4', Buffer.from('\0\0\0\x1cftypM4A \0\0\x02\0', 'latin1'), 'm4a'],
    ['empty audio', Buffer.alloc(0), 'pcm_s16le'],
  ])('fails with INVALID_AUDIO_FORMAT for %s', async (_case, bytes, format) => {
    const result = await dub(bytes, { format });
    expect(result).toMatchObject({
      status: 'failed',
      error: { code: 'INVALID_AUDIO_FORMAT', stage: 'decode', retryable: false },
    });
    expect(result.dubbed_audio).toBeUndefined();
  });

  test('rejects unknown audio without queueing it', async () => {
    const queues = async (bytes: Uint8Array): Promise<boolean> =>
      'queue_ms' in ((await dub(bytes)).metadata ?? {});
    expect(await queues(Buffer.from('hello, this is not audio'))).toBe(false);
    expect(await queues(await encode(new Int16Array(16_000), ...ADTS))).toBe(true);
  });

  test('fails for an unsupported language and lists the supported pairs', async () => {
    const result = await dub(Buffer.alloc(10), {}, { target_language: 'fr-CA' });
    expect(result).toMatchObject({
      status: 'failed',
      error: { code: 'UNSUPPORTED_LANGUAGE', message: expect.stringContaining('en→es') },
    });
  });

  test('cancels the fragments of a disconnected worker', async () => {
    const bytes = await encode(speech, '-f', 'wav');
    const worker = new TestWorker(sts.url);
    await worker.open();
    for (const sequence of [0, 1, 2, 3]) worker.send(sequence, {}, { data_base64: bytes.toString('base64') });
    await worker.acks(4);
    const before = await recognitions();
    worker.socket.disconnect();
    await dub(bytes);
    // Without cancellation, some of the four would have been recognised before this one.
    expect(await recognitions()).toBe(before + 1);
  });
});

test.each([
  ['within 10 %', 13, { status: 'success' }, 6500],
  ['within 20 %', 14, { status: 'partial' }, 7000],
  [
    'beyond',
    15,
    { status: 'failed', error: { code: 'DURATION_MISMATCH_EXCEEDED', stage: 'tts' } },
    undefined,
  ],
])('fits speech that is too long at double speed: %s', async (_case, speechS, expected, durationMs) => {
  const config = readConfig({});
  const scratch = await ScratchFolder.create();
  const providers = await createProviders(config, scratch);
  const longTts: Tts = {
    supports: () => true,
    async synthesise(...args) {
      const { audio, model } = await providers.tts.synthesise(...args);
      return { audio: { ...audio, pcm: Buffer.alloc(speechS * audio.sampleRateHz * 2, audio.pcm) }, model };
    },
  };
  const processor = createDubbingProcessor({
    providers: { ...providers, tts: longTts },
    semaphore: new Semaphore(1),
    scratch,
    metrics: createStsMetrics(() => 0),
  });
  const task: FragmentTask = {
    fragment: {
      fragment_id: 'f',
      stream_id: 's',
      sequence_number: 0,
      timestamp: 0,
      audio: {
        format: 'wav',
        sample_rate_hz: 48_000,
        channels: 1,
        duration_ms: 6000,
        data_base64: (await encode(speech, '-f', 'wav')).toString('base64'),
      },
    },
    config: streamConfigSchema.parse({ domain_hints: ['numbers'] }),
    log: createLogger('test', 'silent'),
    onStage: () => undefined,
    deadlineMs: Number.POSITIVE_INFINITY,
  };
  try {
    const result = await processor.process(task, new AbortController().signal);
    expect(result).toMatchObject({ ...expected, metadata: { speed_ratio: 2, original_duration_ms: 6000 } });
    expect(found(NUMBERS, result.transcript)).toBeGreaterThanOrEqual(5);
    expect(result.dubbed_audio?.duration_ms).toBe(durationMs);
    if (durationMs === undefined) return;
    const samples = await decode(result.dubbed_audio);
    expect(Math.abs(samples.length - durationMs * 48), 'the declared duration').toBeLessThan(1024);
  } finally {
    await providers.dispose();
    await scratch.remove();
  }
});

test('leaves no files behind after stopping', async () => {
  const folders = async (): Promise<string[]> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith(`dubstep-sts-${process.pid}-`));
  const before = await folders();
  const other = await startTestSts({ STS_MODE: 'real' });
  expect((await folders()).length).toBeGreaterThan(before.length);
  await other.stop();
  expect(await folders()).toEqual(before);
});

import { expect, test } from 'vitest';
import type { FragmentAudio, FragmentData } from '../../contracts/fragment.ts';
import type { AudioReplacement } from '../../contracts/sts-faults.ts';
import { durationOfMs } from '../audio/pcm-audio.ts';
import { readWav } from '../audio/wav.ts';
import { ScratchFolder } from '../process/scratch-folder.ts';
import { FaultClient } from '../testing/fault-client.ts';
import { encode } from '../testing/speak-words.ts';
import { startTestSts } from '../testing/start-test-sts.ts';
import { TestWorker } from '../testing/test-worker.ts';
import { FaultAudio } from './fault-audio.ts';

const LABEL = { format: 'm4a', sample_rate_hz: 48_000, channels: 2, duration_ms: 1000 };

/** Dubbed audio: one second of a 500 Hz tone. */
async function dubbed(): Promise<FragmentAudio> {
  const tone = Int16Array.from(
    { length: 16_000 },
    (_, at) => 8000 * Math.sin((2 * Math.PI * 500 * at) / 16_000),
  );
  const adts = await encode(tone, '-ar', '48000', '-ac', '2', '-c:a', 'aac', '-f', 'adts');
  return { ...LABEL, data_base64: adts.toString('base64') };
}

function fragment(sequence: number): FragmentData {
  const audio = { ...LABEL, data_base64: 'AAECAw==' };
  return { fragment_id: 'f', stream_id: 's', sequence_number: sequence, timestamp: 0, audio };
}

async function replaced(replacement: AudioReplacement, sequence = 0): Promise<FragmentAudio> {
  const scratch = await ScratchFolder.create();
  try {
    const audio = new FaultAudio(scratch);
    return await audio.replace(replacement, fragment(sequence), await dubbed(), new AbortController().signal);
  } finally {
    await scratch.remove();
  }
}

async function measure(replacement: AudioReplacement) {
  const { data_base64, ...label } = await replaced(replacement);
  const audio = readWav(Buffer.from(data_base64, 'base64'));
  const samples = new Int16Array(Uint8Array.from(audio.pcm).buffer);
  const durationMs = durationOfMs(audio);
  // The middle half, without the edges that the encoder changes.
  const middle = samples.subarray(samples.length / 4, (samples.length * 3) / 4);
  const rises = middle.filter((sample, at) => sample >= 0 && (middle[at - 1] ?? 0) < 0).length;
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length) / 32_768;
  return { label, durationMs, hz: rises / (durationMs / 2000), rms };
}

const WAV = { ...LABEL, format: 'wav', channels: 1 };

test('generates silence with the duration of the dubbed audio', async () => {
  expect(await measure('silence')).toEqual({ label: WAV, durationMs: 1000, hz: 0, rms: 0 });
});

test('generates a 1 kHz tone', async () => {
  const { label, durationMs, hz, rms } = await measure('tone');
  expect([label, durationMs]).toEqual([WAV, 1000]);
  expect(hz).toBeCloseTo(1000, -1);
  expect(rms).toBeCloseTo(0.25 / Math.SQRT2, 3);
});

test('generates the same noise for the same fragment', async () => {
  const { durationMs, rms } = await measure('noise');
  expect(durationMs).toBe(1000);
  expect(rms).toBeCloseTo(0.1 / Math.sqrt(3), 3);
  expect(await replaced('noise', 1)).toEqual(await replaced('noise', 1));
  expect(await replaced('noise', 1)).not.toEqual(await replaced('noise', 2));
});

test('returns the original audio', async () => {
  expect(await replaced('original')).toEqual(fragment(0).audio);
});

test('makes the dubbed audio lower and longer by 48/44.1', async () => {
  const { label, durationMs, hz } = await measure('wrong_rate');
  expect(label).toEqual(WAV);
  // ADTS includes the encoder delay and padding, at most two frames of 1024 samples.
  expect(durationMs / (48_000 / 44_100)).toBeGreaterThan(999);
  expect(durationMs / (48_000 / 44_100)).toBeLessThan(1044);
  expect(hz / (500 * (44_100 / 48_000))).toBeCloseTo(1, 2);
});

test('sends audio unchanged when a fault cannot be applied and reports the problem', async () => {
  await using sts = await startTestSts({ STS_FAULT_API: 'on' });
  const faults = new FaultClient(sts.url);
  await faults.set(
    { kind: 'replace_audio', with: 'wrong_rate', when: { sequence: 0 } },
    { kind: 'error', code: 'ASR_FAILED', when: { sequence: 1 } },
    { kind: 'replace_audio', with: 'silence', when: { sequence: 1 } },
  );
  using worker = new TestWorker(sts.url);
  await worker.open();
  worker.send(0, {}, { data_base64: 'AAECAw==' });
  worker.send(1);
  const [result] = await worker.results(2);
  expect(result?.dubbed_audio?.data_base64).toBe('AAECAw==');
  expect((await faults.get()).faults).toMatchObject([
    { applied: 0, problem: expect.stringContaining('sequence 0: Audio labelled "m4a" starts with') },
    { applied: 1 },
    { applied: 0, problem: 'sequence 1: The result has no dubbed audio to replace.' },
  ]);
});

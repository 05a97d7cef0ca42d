import { readFile } from 'node:fs/promises';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { runTool } from '../process/run-tool.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';
import type { PcmAudio } from './pcm-audio.ts';

/** How to encode samples. */
export interface EncodePlan {
  /** Playback speed, 0.5 to 2. */
  readonly tempo: number;
  /** Duration of the result: shorter audio is padded with silence, longer audio is cut. */
  readonly durationMs: number;
  /** See {@link aacSampleRateHz}. */
  readonly sampleRateHz: number;
  readonly channels: number;
}

const BITS_PER_SECOND_AND_CHANNEL = 64_000;

/** The sample rates of AAC (ISO/IEC 14496-3, table 1.18) within the limits of the protocol. */
const AAC_RATES_HZ = [
  8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000,
];

/** The lowest AAC sample rate that is not below the requested one. */
export function aacSampleRateHz(requestedHz: number): number {
  return AAC_RATES_HZ.find((rateHz) => rateHz >= requestedHz) ?? 96_000;
}

/**
 * Changes the tempo and duration of the samples and encodes them as AAC in M4A, in one run of ffmpeg. The M4A header
 * comes first, so that readers need not seek, and declares the encoder delay.
 */
export async function encodeAudio(
  audio: PcmAudio,
  plan: EncodePlan,
  scratch: ScratchFolder,
  signal: AbortSignal,
): Promise<FragmentAudio> {
  const { tempo, sampleRateHz, channels } = plan;
  const durationMs = Math.round(plan.durationMs);
  const samples = Math.round((durationMs * sampleRateHz) / 1000);
  const filters = [
    `atempo=${tempo.toFixed(6)}`,
    `aresample=${sampleRateHz}`,
    `apad=whole_len=${samples}`,
    `atrim=end_sample=${samples}`,
    // At the level of the mono speech: `-ac 2` makes it 3 dB quieter.
    ...(channels === 2 ? ['pan=stereo|c0=c0|c1=c0'] : []),
  ];
  return await scratch.withFile(async (path) => {
    const input = ['-f', 's16le', '-ar', String(audio.sampleRateHz), '-ac', '1', '-i', 'pipe:0'];
    const bitrate = String(BITS_PER_SECOND_AND_CHANNEL * channels);
    // The default coder takes twice as long without an audible gain for speech.
    const encoder = ['-c:a', 'aac', '-aac_coder', 'fast', '-b:a', bitrate, '-ac', String(channels)];
    const output = ['-f', 'ipod', '-movflags', '+faststart', path];
    await runTool(
      'ffmpeg',
      ['-v', 'error', ...input, '-af', filters.join(','), ...encoder, ...output],
      audio.pcm,
      signal,
    );
    const data = await readFile(path);
    return {
      format: 'm4a',
      sample_rate_hz: sampleRateHz,
      channels,
      duration_ms: durationMs,
      data_base64: data.toString('base64'),
    };
  });
}

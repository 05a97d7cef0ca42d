import { readFile } from 'node:fs/promises';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { runTool } from '../process/run-tool.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';
import type { Sound } from './sound.ts';

/** How a sound is to be encoded. */
export interface EncodePlan {
  /** Speed at which it is played, 0.5 to 2. */
  readonly tempo: number;
  /** Silence is added up to this length, and what is beyond it is cut off. */
  readonly durationMs: number;
  /** See {@link aacSampleRateHz}. */
  readonly sampleRateHz: number;
  readonly channels: number;
}

const BITS_PER_SECOND_AND_CHANNEL = 64_000;

/** The rates that AAC has (ISO/IEC 14496-3, table 1.18), within what the protocol allows. */
const AAC_RATES_HZ = [
  8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000,
];

/** The lowest rate of AAC that loses nothing of what was asked for. */
export function aacSampleRateHz(askedHz: number): number {
  return AAC_RATES_HZ.find((rateHz) => rateHz >= askedHz) ?? 96_000;
}

/**
 * Brings sound to a tempo and a length, and encodes it as AAC in M4A, all in one run of ffmpeg. The M4A's header
 * comes first, so that whoever reads it needs no seeking, and carries the encoder's delay.
 */
export async function encodeAudio(
  sound: Sound,
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
  ];
  return await scratch.withFile(async (path) => {
    const input = ['-f', 's16le', '-ar', String(sound.sampleRateHz), '-ac', '1', '-i', 'pipe:0'];
    const bitrate = String(BITS_PER_SECOND_AND_CHANNEL * channels);
    // The default coder takes twice as long, and speech does not gain from it.
    const encoder = ['-c:a', 'aac', '-aac_coder', 'fast', '-b:a', bitrate, '-ac', String(channels)];
    const output = ['-f', 'ipod', '-movflags', '+faststart', path];
    await runTool(
      'ffmpeg',
      ['-v', 'error', ...input, '-af', filters.join(','), ...encoder, ...output],
      sound.pcm,
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

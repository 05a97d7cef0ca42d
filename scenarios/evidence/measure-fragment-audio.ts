import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  audioOf,
  channelsOf,
  characterOf,
  durationOf,
  MediaToolError,
  type Pcm,
  probeMedia,
  rmsDbfs,
  similarity,
} from '../../harness/media/index.ts';
import { CHANNELS } from '../../harness/run-data/channel.ts';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import type { FragmentAudioMeasurement } from '../../harness/run-data/fragment-audio.ts';
import type { AudioCache } from './audio-cache.ts';

const PROBE_WITHIN_MS = 10_000;
/** Decoded AAC exceeds its declared length by up to two frames. */
const SAME_LENGTH_S = 0.05;

type MeasuredChannel = NonNullable<FragmentAudioMeasurement['channels']>[number];

/** What the measurement of a fragment needs. */
export type MeasuredFragment = Omit<DubbedFragment, 'startS'>;

/** Decodes the original and the dubbed audio of a fragment, measures the latter, and compares them. */
export async function measureFragmentAudio(
  fragment: MeasuredFragment,
  folder: string,
  cache: AudioCache,
): Promise<FragmentAudioMeasurement> {
  const known = { sequence: fragment.sequenceNumber, segmentS: fragment.durationS };
  if (fragment.dubbed === undefined) return { ...known, problem: 'dubbed_audio is missing' };
  const { original: sent, dubbed: returned } = fragment;
  try {
    const [original, dubbed, originalBytes, dubbedBytes] = await Promise.all([
      cache.decode(sent.path),
      cache.decode(returned.path),
      readFile(join(folder, sent.path)),
      readFile(join(folder, returned.path)),
    ]);
    const channels = channelsOf(dubbed);
    const character = characterOf(dubbed);
    const declaredS = returned.durationMs === 0 ? undefined : returned.durationMs / 1000;
    const durationS = durationOf(dubbed);
    const rates = await differentRates(join(folder, returned.path), {
      declaredHz: returned.sampleRateHz,
      isAsLong: declaredS === undefined || Math.abs(durationS - declaredS) <= SAME_LENGTH_S,
    });
    return {
      ...known,
      durationS,
      ...(declaredS !== undefined && { declaredS }),
      ...(rates !== undefined && { rates }),
      levelDbfs: levelOf(dubbed),
      ...(character !== undefined && { character }),
      originalSimilarity: similarity(dubbed, original),
      sameBytesAsOriginal: originalBytes.equals(dubbedBytes),
      ...(channels.length > 1 && {
        channels: channels.map((one, index) => measureChannel(one, index, original)),
      }),
    };
  } catch (error) {
    if (!(error instanceof MediaToolError)) throw error;
    return { ...known, problem: error.message };
  }
}

function measureChannel(audio: Pcm, index: number, original: Pcm): MeasuredChannel {
  const character = characterOf(audio);
  return {
    channel: CHANNELS[index] ?? 'right',
    levelDbfs: levelOf(audio),
    ...(character !== undefined && { character }),
    originalSimilarity: similarity(audio, original),
  };
}

/** `null` for digital silence, which has no finite level. */
function levelOf({ samples }: Pcm): number | null {
  const level = rmsDbfs(samples);
  return Number.isFinite(level) ? level : null;
}

/** The sample rates of file and declaration, when they can explain a wrong length. */
async function differentRates(
  file: string,
  { declaredHz, isAsLong }: { readonly declaredHz: number | undefined; readonly isAsLong: boolean },
): Promise<FragmentAudioMeasurement['rates']> {
  if (isAsLong || declaredHz === undefined) return undefined;
  const probe = await probeMedia(file, {
    signal: AbortSignal.timeout(PROBE_WITHIN_MS),
    withinMs: PROBE_WITHIN_MS,
  });
  const fileHz = audioOf(probe)?.sampleRateHz;
  return fileHz === undefined || fileHz === declaredHz ? undefined : { fileHz, declaredHz };
}

import { type AudioFidelity, fidelityOf } from '../audio/audio-fidelity.ts';
import { measureAudioSpeed } from '../audio/audio-speed.ts';
import {
  type AudioPlacement,
  locateAudio,
  locateNear,
  NEAR_S,
  SAME_AUDIO,
  similarity,
} from '../audio/locate-audio.ts';
import { isSilent, rmsDbfs } from '../audio/signal/level.ts';
import { cutPcm, durationOf, type Pcm, samplesBetween } from '../decode/pcm.ts';
import type { FrameMapping } from '../video/frame-mapping.ts';

/** A segment of the stream: its audio in the clip, and the audio that the STS service returned. */
export interface DubbedSegment {
  readonly sequence: number;
  readonly original: Pcm;
  /** The original with its channels, cut from the reference. The fragment has their mean. */
  readonly originalChannels?: Pcm;
  /** Absent when the STS service returned no audio. */
  readonly dubbed?: Pcm;
  /** Position of the original in the reference's audio: `locateAudio(original, reference.audio, …)`. */
  readonly source: AudioPlacement;
  /** Start of the segment in the reference by the timestamps of the pipeline, for audio that cannot be located. */
  readonly nominalStartS?: number;
}

/** When the first frame of a segment is shown in the capture, or why that is not known. */
export type FramePlacement =
  | {
      readonly found: true;
      readonly startS: number;
      /** Why it is not measured by content: it places the segment, but gives no A/V offset. */
      readonly nominalBecause?: string;
    }
  | { readonly found: false; readonly reason: string };

/** The audio that the capture has during the frames of one segment. */
export interface SegmentAudio {
  readonly sequence: number;
  /** `unknown`: the capture has neither the frames of the segment nor its dubbed audio. */
  readonly content: 'dubbed' | 'original' | 'silence' | 'other' | 'unknown';
  readonly video: FramePlacement;
  /** When the segment starts in the capture. Absent when `content` is `unknown`. */
  readonly startS?: number;
  /** Position in the capture: of the original when `content` is `original`, otherwise of the dubbed audio. */
  readonly aired: AudioPlacement;
  /** Similarity of the dubbed audio to the capture during the segment. */
  readonly dubbedSimilarity: number;
  /** Similarity of the original to the capture during the segment. */
  readonly originalSimilarity: number;
  /** RMS level in dBFS. Absent when `content` is `unknown`. */
  readonly levelDbfs?: number;
  /** How well the capture preserves the aired audio. */
  readonly fidelity?: AudioFidelity;
  /**
   * Bleed-through of the original: its similarity to the capture, minus its similarity to the dubbed audio. Absent
   * when the original and the dubbed audio are the same.
   */
  readonly bleedThrough?: number;
  /** Playback speed of the dubbed audio. Only when `content` is `other` because of a wrong speed. */
  readonly speed?: number;
  readonly durationS: number;
}

/** Similarities closer than this are equal. Measured with byte-identical audio: a difference of 2e-15. */
const ROUNDING = 1e-9;

const FRAMES_NOT_FOUND =
  'its frames are not in the capture, or a still frame lasts for a different number of frames';
export const NO_DUBBED_AUDIO: AudioPlacement = {
  found: false,
  reason: 'it has no dubbed audio',
  similarity: 0,
};

/**
 * Classifies the audio of the capture while the frames of `segment` are shown. The segment is located by the frame in
 * its middle, so a capture without its first or last frames can be measured.
 *
 * @param mapping from the reference's frames to the capture's
 * @param capture the capture's audio
 */
export function classifySegmentAudio(
  segment: DubbedSegment,
  mapping: FrameMapping,
  capture: Pcm,
): SegmentAudio {
  const { sequence, original } = segment;
  const durationS = durationOf(original);
  const video = locateFrames(segment, mapping);
  const dubbed =
    segment.dubbed === undefined
      ? NO_DUBBED_AUDIO
      : locateAudio(segment.dubbed, capture, video.found ? video.startS : undefined);
  const known = { sequence, video, aired: dubbed, durationS };
  const startS = video.found ? video.startS : dubbed.found ? dubbed.startS : undefined;
  if (startS === undefined) {
    return { ...known, content: 'unknown', dubbedSimilarity: dubbed.similarity, originalSimilarity: 0 };
  }
  const isInPlace = dubbed.found && Math.abs(dubbed.startS - startS) <= NEAR_S;
  const dubbedSimilarity =
    isInPlace || segment.dubbed === undefined
      ? dubbed.similarity
      : locateNear(segment.dubbed, capture, startS).similarity;
  const originalHere = locateNear(original, capture, startS);
  const originalSimilarity = originalHere.similarity;
  const samples = samplesBetween(capture, startS, durationS);
  const content = isSilent(samples) ? 'silence' : classifyBySimilarity(dubbedSimilarity, originalSimilarity);
  const aired = content === 'original' ? originalHere : dubbed;
  const levelDbfs = rmsDbfs(samples);
  const details = measureContent({ ...segment, content }, aired, capture, startS);
  return { ...known, startS, aired, content, dubbedSimilarity, originalSimilarity, levelDbfs, ...details };
}

/**
 * The measurements that apply to the content.
 *
 * @param aired position of the audio that `content` names
 * @param startS when the segment starts in the capture
 */
export function measureContent(
  { content, original, dubbed }: Pick<DubbedSegment, 'original' | 'dubbed'> & Pick<SegmentAudio, 'content'>,
  aired: AudioPlacement,
  capture: Pcm,
  startS: number,
): Pick<SegmentAudio, 'fidelity' | 'bleedThrough' | 'speed'> {
  if (content === 'original' && aired.found) return { fidelity: fidelityOf(original, capture, aired.startS) };
  if (dubbed === undefined) return {};
  if (content === 'other' && !aired.found) {
    const speed = measureAudioSpeed(dubbed, capture, startS);
    return speed === undefined ? {} : { speed };
  }
  if (content !== 'dubbed' || !aired.found) return {};
  const fidelity = fidelityOf(dubbed, capture, aired.startS);
  // Short segments resemble each other by chance, by up to 0.24 for 1 s. Only the excess is bleed-through.
  const byChance = similarity(original, dubbed);
  if (byChance >= SAME_AUDIO) return { fidelity };
  const captured = cutPcm(capture, aired.startS, durationOf(original));
  return { fidelity, bleedThrough: Math.max(0, similarity(original, captured) - byChance) };
}

function locateFrames(
  { source, original, nominalStartS }: DubbedSegment,
  mapping: FrameMapping,
): FramePlacement {
  const lost = source.found ? undefined : `its audio is not in the reference: ${source.reason}`;
  const sourceS = source.found ? source.startS : nominalStartS;
  if (sourceS === undefined) return { found: false, reason: lost ?? FRAMES_NOT_FOUND };
  const halfS = durationOf(original) / 2;
  const middleS = mapping.candidateTimeOf(sourceS + halfS);
  if (middleS !== undefined)
    return {
      found: true,
      startS: middleS - halfS,
      ...(lost !== undefined && { nominalBecause: lost }),
    };
  const nominalS = nominalStartS === undefined ? undefined : mapping.nominalTimeOf(sourceS);
  if (nominalS === undefined) return { found: false, reason: FRAMES_NOT_FOUND };
  return { found: true, startS: nominalS, nominalBecause: FRAMES_NOT_FOUND };
}

/** Classifies audio that is not silent. Equal similarities count as dubbed: an echo is the original, dubbed. */
export function classifyBySimilarity(
  dubbedSimilarity: number,
  originalSimilarity: number,
): 'dubbed' | 'original' | 'other' {
  if (dubbedSimilarity >= SAME_AUDIO && dubbedSimilarity >= originalSimilarity - ROUNDING) return 'dubbed';
  return originalSimilarity >= SAME_AUDIO ? 'original' : 'other';
}

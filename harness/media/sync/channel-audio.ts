import { locateNear } from '../audio/locate-audio.ts';
import { isSilent, rmsDbfs } from '../audio/signal/level.ts';
import { asChannels, channelsOf, durationOf, type Pcm, samplesBetween } from '../decode/pcm.ts';
import {
  classifyBySimilarity,
  type DubbedSegment,
  measureContent,
  NO_DUBBED_AUDIO,
  type SegmentAudio,
} from './segment-audio.ts';

/** The original and the dubbed audio of one channel. */
type Sources = Pick<DubbedSegment, 'original' | 'dubbed'>;

/** The audio of one channel of the capture during a segment. */
export interface ChannelAudio extends Pick<SegmentAudio, 'fidelity' | 'bleedThrough'> {
  readonly content: 'dubbed' | 'original' | 'silence' | 'other';
  /** What the channel of the source has: `silence` when one channel of it is silent. */
  readonly expected: 'dubbed' | 'original' | 'silence';
  /** Its polarity is opposite to that of its source. Two such channels cancel in their mean. */
  readonly isInverted: boolean;
  /** When its audio starts in the capture. Absent when it was not found. */
  readonly startS?: number;
}

/**
 * A channel of a source below it is treated as silent: an encoder changes audio of this level too much to recognise it, see
 * {@link fidelityOf}. The captured channel may be louder by the limit of the loudness, 3 dB.
 */
const QUIET_SOURCE_DBFS = -45;
const QUIET_CAPTURE_DBFS = -42;

/**
 * Classifies each channel of the capture during a segment. The mean of the channels hides much: it is merely quieter when one
 * of them is silent, and channels of opposite polarity cancel in it.
 *
 * @param segment mono is expected in every channel
 * @param startS when the segment starts in the capture
 * @returns one for each channel, the left one first; none for a mono capture
 */
export function classifyChannels(segment: DubbedSegment, capture: Pcm, startS: number): ChannelAudio[] {
  const channels = channelsOf(capture);
  if (channels.length === 1) return [];
  const originals = asChannels(segment.originalChannels ?? segment.original, channels.length);
  const dubs = segment.dubbed === undefined ? [] : asChannels(segment.dubbed, channels.length);
  const found = channels.map((channel, index) => {
    const [original = segment.original, dubbed] = [originals[index], dubs[index]];
    const sources = { original, ...(dubbed && { dubbed }) };
    return { ...classifyChannel(sources, channel, startS), sources, channel };
  });
  const has = (kind: 'dubbed' | 'original'): boolean => found.some(({ content }) => content === kind);
  const aired = has('dubbed') || (segment.dubbed !== undefined && !has('original')) ? 'dubbed' : 'original';
  return found.map(({ sources, channel, ...audio }) => {
    const source = aired === 'dubbed' ? sources.dubbed : sources.original;
    if (source === undefined || rmsDbfs(source.samples) >= QUIET_SOURCE_DBFS)
      return { ...audio, expected: aired };
    const captured = samplesBetween(channel, startS, durationOf(sources.original));
    const content = rmsDbfs(captured) < QUIET_CAPTURE_DBFS ? 'silence' : audio.content;
    return { content, isInverted: false, expected: 'silence' };
  });
}

type Classified = Omit<ChannelAudio, 'expected'>;

function classifyChannel(sources: Sources, channel: Pcm, startS: number): Classified {
  const upright = classifyAs(sources, channel, startS);
  if (upright.audio.content === 'silence' || upright.audio.fidelity?.mismatchS === 0)
    return { ...upright.audio, isInverted: false };
  // A voice also resembles itself inverted and half a period later, but less.
  const inverted = classifyAs(sources, invertedOf(channel), startS);
  return inverted.audio.content !== 'other' && inverted.similarity > upright.similarity
    ? { ...inverted.audio, isInverted: true }
    : { ...upright.audio, isInverted: false };
}

function classifyAs(
  { original, dubbed }: Sources,
  channel: Pcm,
  startS: number,
): { readonly audio: Omit<Classified, 'isInverted'>; readonly similarity: number } {
  const captured = samplesBetween(channel, startS, durationOf(original));
  const dubbedHere = dubbed === undefined ? NO_DUBBED_AUDIO : locateNear(dubbed, channel, startS);
  const originalHere = locateNear(original, channel, startS);
  const similarity = Math.max(dubbedHere.similarity, originalHere.similarity);
  if (isSilent(captured)) return { audio: { content: 'silence' }, similarity };
  const content = classifyBySimilarity(dubbedHere.similarity, originalHere.similarity);
  const aired = content === 'original' ? originalHere : dubbedHere;
  const { fidelity, bleedThrough } =
    content === 'other'
      ? {}
      : measureContent({ original, ...(dubbed && { dubbed }), content }, aired, channel, startS);
  return {
    audio: {
      content,
      ...(aired.found && content !== 'other' && { startS: aired.startS }),
      ...(fidelity && { fidelity }),
      ...(bleedThrough !== undefined && { bleedThrough }),
    },
    similarity,
  };
}

function invertedOf(channel: Pcm): Pcm {
  return { ...channel, samples: channel.samples.map((sample) => -sample) };
}

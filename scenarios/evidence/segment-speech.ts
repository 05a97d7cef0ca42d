import { type FixtureManifest, type SpokenWord, wordsBetween } from '../../fixtures/index.ts';
import {
  characterOf,
  cutPcm,
  durationOf,
  type Pcm,
  rmsDbfs,
  SILENCE_DBFS,
} from '../../harness/media/index.ts';

/** Whether something is spoken in a segment of the clip, which decides what its dubbed audio must be. */
export type SegmentSpeech =
  | { readonly kind: 'speech' }
  /** Nothing is spoken, so there is nothing to dub. */
  | { readonly kind: 'none'; readonly reason: string }
  /** The manifest lists no words at all, and the audio may be speech. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A part of the clip. */
export interface ClipRange {
  readonly startS: number;
  readonly durationS: number;
}

/** Shorter audio gives no spectrum that could be told from speech. */
const SHORTEST_S = 0.5;

/**
 * Decides from the clip alone whether a segment has speech: a pipeline that loses the speech cannot change the answer.
 *
 * @param sound the audio of the clip; without it only the words decide
 */
export function speechIn(
  { startS, durationS }: ClipRange,
  clip: Pick<FixtureManifest, 'words'>,
  sound: Pcm | undefined,
): SegmentSpeech {
  const endS = startS + durationS;
  const audio = sound === undefined ? undefined : cutPcm(sound, startS, durationS);
  const level = audio === undefined ? undefined : rmsDbfs(audio.samples);
  if (level !== undefined && level < SILENCE_DBFS)
    return { kind: 'none', reason: 'its audio in the clip is silent' };
  if (wordsBetween({ words: audibleWords(clip, sound) }, startS, endS).length > 0) return { kind: 'speech' };
  const character = audio !== undefined && durationOf(audio) >= SHORTEST_S ? characterOf(audio) : undefined;
  if (character?.kind === 'tone')
    return { kind: 'none', reason: `its audio in the clip is a tone of ${character.dominantHz} Hz` };
  if (character?.kind === 'noise') return { kind: 'none', reason: 'its audio in the clip is noise' };
  if (clip.words.length === 0) return { kind: 'unknown', reason: 'the manifest of the clip lists no words' };
  const cut = clip.words.find((word) => word.endS > startS && word.startS < endS);
  return cut === undefined
    ? { kind: 'none', reason: 'the manifest of the clip lists no word there' }
    : { kind: 'none', reason: `of the words in the manifest it has only the edge of "${cut.word}"` };
}

/** The words of a manifest that are not silent in the clip. */
export function audibleWords(
  { words }: Pick<FixtureManifest, 'words'>,
  sound: Pcm | undefined,
): SpokenWord[] {
  if (sound === undefined) return [...words];
  return words.filter(
    ({ startS, endS }) => rmsDbfs(cutPcm(sound, startS, endS - startS).samples) >= SILENCE_DBFS,
  );
}

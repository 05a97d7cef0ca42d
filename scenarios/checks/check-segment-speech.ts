import type { FixtureManifest } from '../../fixtures/index.ts';
import { type Pcm, SAME_AUDIO, SILENCE_DBFS } from '../../harness/media/index.ts';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import type { FragmentAudioMeasurement } from '../../harness/run-data/fragment-audio.ts';
import { audibleWords, speechIn } from '../evidence/segment-speech.ts';
import type { CheckContext } from './check-context.ts';

/** A fragment for which nothing must be spoken. */
interface WithoutSpeech {
  readonly sequence: number;
  readonly reason: string;
  /** Known from the clip. Otherwise it is what the STS service states, which proves nothing. */
  readonly isKnown: boolean;
}

/** The fragments of a clip by whether something is spoken in their segments. */
export interface SpeechOfSegments {
  /** By fragment id. */
  readonly without: ReadonlyMap<string, WithoutSpeech>;
  /** Whether at least one fragment with speech, or with audio that may be speech, came back dubbed. */
  readonly isDubbed: boolean;
}

/** What is known of a clip. */
export interface ExaminedClip {
  readonly clip: Pick<FixtureManifest, 'words'>;
  readonly sound: Pcm | undefined;
}

/**
 * Finds the fragments whose segments have no speech. A segment with a word of the manifest always has speech. Where the
 * manifest lists no words, a fragment without transcript and dubbed audio is left open: it is neither right nor wrong.
 *
 * @param fragments without those of a lead-in
 * @param audio their dubbed audio, in any order
 */
export function segmentSpeech(
  fragments: readonly DubbedFragment[],
  audio: readonly FragmentAudioMeasurement[],
  { clip, sound }: ExaminedClip,
): SpeechOfSegments {
  const without = new Map<string, WithoutSpeech>();
  let isDubbed = false;
  for (const fragment of fragments) {
    const { fragmentId, sequenceNumber: sequence, transcript } = fragment;
    const measured = audio.find((one) => one.sequence === sequence);
    const speech = speechIn(fragment, clip, sound);
    if (speech.kind === 'none') without.set(fragmentId, { sequence, reason: speech.reason, isKnown: true });
    else if (speech.kind === 'unknown' && transcript === '' && isSilentDub(measured))
      without.set(fragmentId, {
        sequence,
        reason: `the STS service found no speech, and ${speech.reason}: list them, so that it is known`,
        isKnown: false,
      });
    else if (isDub(measured)) isDubbed = true;
  }
  return { without, isDubbed };
}

/**
 * Records the segments whose dubbed audio is not judged, because nothing is spoken in them, and the words of the manifest
 * that are silent in the clip. When no segment shows that the pipeline dubs, the step is inconclusive.
 */
export function checkSegmentSpeech(
  ctx: CheckContext,
  { without, isDubbed }: SpeechOfSegments,
  { clip, sound, isEcho }: ExaminedClip & { readonly isEcho: boolean },
): void {
  for (const { sequence, reason, isKnown } of without.values())
    ctx.notMeasured('segment-speech', { instance: `segment ${sequence}`, reason, inapplicable: isKnown });
  const audible = audibleWords(clip, sound);
  const silent = clip.words.filter((word) => !audible.includes(word)).map(({ word }) => word);
  if (silent.length > 0)
    ctx.notMeasured('segment-speech', {
      instance: 'silent words',
      reason: `the manifest lists ${silent.join(', ')}, where the audio of the clip is silent`,
      inapplicable: true,
    });
  if (isEcho || isDubbed || without.size === 0) return;
  ctx.notMeasured('segment-speech', {
    instance: 'clip',
    reason:
      'no segment with speech came back dubbed, so nothing shows that the pipeline dubs. Use a clip with speech',
  });
}

function isSilentDub({ levelDbfs }: Partial<FragmentAudioMeasurement> = {}): boolean {
  return levelDbfs === null || (levelDbfs !== undefined && levelDbfs < SILENCE_DBFS);
}

/** Audible, changing, and not the original. */
function isDub(measured: FragmentAudioMeasurement | undefined): boolean {
  if (measured === undefined || measured.problem !== undefined || isSilentDub(measured)) return false;
  const { character, originalSimilarity = 1 } = measured;
  return originalSimilarity < SAME_AUDIO && character?.kind !== 'tone' && character?.kind !== 'noise';
}

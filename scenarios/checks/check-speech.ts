import { type FixtureManifest, isWholeIn, wordsBetween } from '../../fixtures/index.ts';
import { clip } from '../../harness/engine/index.ts';
import {
  alignSpoken,
  ENGLISH,
  type NumberLanguage,
  readNumbers,
  SPANISH,
} from '../../harness/media/speech/index.ts';
import type { DubbedFragment } from '../evidence/dubbed-fragments.ts';
import type { CheckContext } from './check-context.ts';

export interface SpeechLimits {
  /** How many of its window's numbers a fragment may lack. */
  readonly maxWordsMissed: number;
  /** How many of all numbers must be there, as a share of 1. */
  readonly minWordsShare: number;
}

const WORDS = {
  worst: 'words-found-worst',
  total: 'words-found-total',
  inserted: 'words-inserted',
} as const;
const TRANSLATED_WORDS = {
  worst: 'translated-words-found-worst',
  total: 'translated-words-found-total',
  inserted: 'translated-words-inserted',
} as const;

/** Checks that {@link checkSpeech} makes. */
export const SPEECH_CHECKS = [
  ...Object.values(WORDS),
  ...Object.values(TRANSLATED_WORDS),
  'words-untranslated',
] as const;

/** One fragment's text against what is said in its window. */
interface Score {
  readonly sequence: number;
  readonly expected: number;
  readonly found: number;
  readonly inserted: number;
  readonly text: string;
  readonly spoken: readonly number[];
}

/**
 * The transcripts hold the numbers that the clip's manifest names for their windows, the translations in Spanish.
 *
 * @param joinedS when the pipeline joined, from the beginning of what is published
 */
export function checkSpeech(
  ctx: CheckContext,
  fragments: readonly DubbedFragment[],
  clip: FixtureManifest,
  limits: SpeechLimits,
  joinedS = 0,
): void {
  const score = (text: (fragment: DubbedFragment) => string | undefined, language: NumberLanguage): Score[] =>
    fragments.map((fragment) =>
      scoreOf(fragment, text(fragment) ?? '', spokenIn(fragment, clip, joinedS), language),
    );
  checkScores(
    ctx,
    WORDS,
    score((fragment) => fragment.transcript, ENGLISH),
    limits,
  );
  checkScores(
    ctx,
    TRANSLATED_WORDS,
    score((fragment) => fragment.translatedText, SPANISH),
    limits,
  );
  ctx.check('words-untranslated', {
    actual: fragments.flatMap(({ translatedText = '' }) => englishIn(translatedText)),
    expected: [],
  });
}

/** The numbers of a text that are English words. Digits are of no language. */
function englishIn(text: string): number[] {
  return [...readNumbers(text.replaceAll(/\d+/g, ' '), ENGLISH).numbers];
}

/**
 * The numbers that are said in a fragment's window. The windows of a pipeline that joined late are cut anywhere: words
 * that fall on an edge are expected of neither side.
 */
function spokenIn({ startS, durationS }: DubbedFragment, clip: FixtureManifest, joinedS: number): number[] {
  const endS = startS + durationS;
  const words = wordsBetween(clip, startS, endS).filter(
    (word) => joinedS === 0 || isWholeIn(word, startS, endS),
  );
  return words.flatMap(({ value }) => value ?? []);
}

function scoreOf(
  fragment: DubbedFragment,
  text: string,
  spoken: readonly number[],
  language: NumberLanguage,
): Score {
  const { sequenceNumber } = fragment;
  const { numbers } = readNumbers(text, language);
  const aligned = alignSpoken(spoken, numbers);
  return {
    sequence: sequenceNumber,
    expected: spoken.length,
    found: aligned.matched.length,
    inserted: aligned.inserted.length,
    text,
    spoken,
  };
}

function checkScores(
  ctx: CheckContext,
  ids: typeof WORDS | typeof TRANSLATED_WORDS,
  scores: readonly Score[],
  limits: SpeechLimits,
): void {
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  const expected = sum((score) => score.expected);
  if (expected === 0) {
    for (const id of Object.values(ids)) {
      ctx.notMeasured(id, { reason: 'the manifest of the clip lists no words' });
    }
    return;
  }
  const missed = ({ expected, found }: Score): number => expected - found;
  const worst = scores.reduce((most, score) => (missed(score) > missed(most) ? score : most));
  ctx.check(ids.worst, {
    actual: worst.found,
    limit: { min: Math.max(0, worst.expected - limits.maxWordsMissed) },
    unit: `of ${worst.expected}`,
    note: `fragment ${worst.sequence}: "${clip(worst.text, 200)}" for ${worst.spoken.join(', ')}; each: ${scores.map(({ found }) => found).join(', ')}`,
  });
  ctx.check(ids.total, {
    actual: sum((score) => score.found),
    limit: { min: Math.ceil(expected * limits.minWordsShare) },
    unit: `of ${expected}`,
  });
  ctx.check(ids.inserted, {
    actual: sum((score) => score.inserted),
    limit: { max: expected - Math.ceil(expected * limits.minWordsShare) },
    unit: 'words',
    note: 'numbers that nobody says: as many as may be missing',
  });
}

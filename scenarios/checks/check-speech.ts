import { type FixtureManifest, isWholeIn, wordsBetween } from '../../fixtures/index.ts';
import { clip as shorten } from '../../harness/engine/index.ts';
import type { PipelineProfile } from '../../harness/environments/index.ts';
import {
  alignSpoken,
  ENGLISH,
  type NumberLanguage,
  readNumbers,
  SPANISH,
} from '../../harness/media/speech/index.ts';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';

export interface SpeechLimits {
  /** How many numbers of its segment a fragment may lack. Each fragment may lack all of them by default. */
  readonly maxWordsMissed?: number;
  /** How many of all numbers must be found, as a share of 1. */
  readonly minWordsShare: number;
  /** How many numbers may be found that were not spoken; by default as many as may be missing. */
  readonly maxWordsInserted?: number;
}

/** What the fragments are compared with. */
export interface SpokenClip {
  readonly clip: FixtureManifest;
  /** Languages of the pipeline. */
  readonly languages: PipelineProfile['languages'];
  /** When the pipeline joined, from the start of what is published. 0 by default. */
  readonly joinedS?: number;
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

/** Ids of the checks that {@link checkSpeech} makes. */
export const SPEECH_CHECKS = [
  ...Object.values(WORDS),
  ...Object.values(TRANSLATED_WORDS),
  'words-untranslated',
] as const;

/** Languages whose number words can be read, by primary language subtag. */
const NUMBER_LANGUAGES: Readonly<Record<string, NumberLanguage>> = { en: ENGLISH, es: SPANISH };

/** One fragment's text compared with what is spoken in its segment. */
interface Score {
  readonly sequence: number;
  readonly expected: number;
  readonly found: number;
  readonly inserted: number;
  readonly text: string;
  readonly spoken: readonly number[];
}

/**
 * Checks that the transcripts contain the numbers that the manifest lists for their segments, and the translations
 * contain them in the target language. Texts in a language whose numbers cannot be read are not measured.
 */
export function checkSpeech(
  ctx: CheckContext,
  fragments: readonly DubbedFragment[],
  { clip, languages, joinedS = 0 }: SpokenClip,
  limits: SpeechLimits,
): void {
  const source = readable(languages.source);
  const target = readable(languages.target);
  const wrongSource = subtag(clip.language) !== subtag(languages.source);
  const score = (text: (fragment: DubbedFragment) => string | undefined, language: NumberLanguage): Score[] =>
    fragments.map((fragment) =>
      scoreOf(fragment, text(fragment) ?? '', spokenIn(fragment, clip, joinedS), language),
    );

  if (wrongSource) {
    const reason = `the clip is spoken in ${clip.language}, but the source language of the pipeline is ${languages.source}`;
    notMeasuredAll(ctx, SPEECH_CHECKS, { reason });
    return;
  }
  if (source === undefined) notMeasuredAll(ctx, Object.values(WORDS), unreadable('source', languages.source));
  else
    checkScores(
      ctx,
      WORDS,
      score(({ transcript }) => transcript, source),
      limits,
    );

  if (target === undefined)
    notMeasuredAll(ctx, Object.values(TRANSLATED_WORDS), unreadable('target', languages.target));
  else
    checkScores(
      ctx,
      TRANSLATED_WORDS,
      score(({ translatedText }) => translatedText, target),
      limits,
    );

  // A number word may be the same in two languages, such as "six" in English and French.
  const unread = source === undefined ? 'source' : target === undefined ? 'target' : undefined;
  if (unread !== undefined) ctx.notMeasured('words-untranslated', unreadable(unread, languages[unread]));
  else if (source !== undefined && source !== target)
    ctx.check('words-untranslated', {
      actual: fragments.flatMap(({ translatedText = '' }) => numberWordsIn(translatedText, source)),
      expected: [],
    });
}

/** `es` of `es-MX`. */
function subtag(language: string): string {
  return language.toLowerCase().split('-', 1)[0] ?? '';
}

function readable(language: string): NumberLanguage | undefined {
  return NUMBER_LANGUAGES[subtag(language)];
}

function unreadable(which: 'source' | 'target', language: string): { readonly reason: string } {
  const known = Object.keys(NUMBER_LANGUAGES).join(' and ');
  return {
    reason: `numbers can be read in ${known}, but the ${which} language of the pipeline is ${language}`,
  };
}

/** The numbers of a text that are words of a language. Digits belong to no language. */
function numberWordsIn(text: string, language: NumberLanguage): number[] {
  return [...readNumbers(text.replaceAll(/\d+/g, ' '), language).numbers];
}

/**
 * The numbers that are spoken in a fragment's segment. A pipeline that joined late cuts segments anywhere: words on
 * the edge of a segment are expected on neither side.
 */
function spokenIn({ startS, durationS }: DubbedFragment, clip: FixtureManifest, joinedS: number): number[] {
  const endS = startS + durationS;
  const words = wordsBetween(clip, startS, endS).filter(
    (word) => joinedS === 0 || isWholeIn(word, startS, endS),
  );
  return words.flatMap(({ value }) => value ?? []);
}

function scoreOf(
  { sequenceNumber }: DubbedFragment,
  text: string,
  spoken: readonly number[],
  language: NumberLanguage,
): Score {
  const { matched, inserted } = alignSpoken(spoken, readNumbers(text, language).numbers);
  return {
    sequence: sequenceNumber,
    expected: spoken.length,
    found: matched.length,
    inserted: inserted.length,
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
    notMeasuredAll(ctx, Object.values(ids), {
      reason: scores.length === 0 ? 'there are no fragments' : 'the manifest of the clip lists no numbers',
      // That the fragments are dubbed is checked by their audio.
      inapplicable: scores.length > 0,
    });
    return;
  }
  const missed = (score: Score): number => score.expected - score.found;
  const { maxWordsMissed, minWordsShare, maxWordsInserted } = limits;
  const worst = scores.reduce((most, score) => (missed(score) > missed(most) ? score : most));
  const note = `fragment ${worst.sequence}: "${shorten(worst.text, 200)}" for ${worst.spoken.join(', ')}; each: ${scores.map(({ found }) => found).join(', ')}`;
  if (maxWordsMissed !== undefined) {
    const limit = { min: Math.max(0, worst.expected - maxWordsMissed) };
    ctx.check(ids.worst, { actual: worst.found, limit, unit: `of ${worst.expected}`, note });
  }
  ctx.check(ids.total, {
    actual: sum((score) => score.found),
    limit: { min: Math.ceil(expected * minWordsShare) },
    unit: `of ${expected}`,
    ...(maxWordsMissed === undefined && { note }),
  });
  ctx.check(ids.inserted, {
    actual: sum((score) => score.inserted),
    limit: { max: maxWordsInserted ?? expected - Math.ceil(expected * minWordsShare) },
    unit: 'words',
    note: `numbers not spoken${maxWordsInserted === undefined ? '; limit: as many as may be missing' : ''}`,
  });
}

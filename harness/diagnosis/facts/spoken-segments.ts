import { z } from 'zod';
import { alignSpoken, ENGLISH, type NumberLanguage, readNumbers, SPANISH } from '../../media/speech/index.ts';
import type { DubbedFragment } from '../../run-data/dubbed-fragments.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { dubbedFragments } from './stream-facts.ts';

const clipSchema = z.looseObject({
  words: z.array(
    z.looseObject({ startS: z.number(), endS: z.number(), word: z.string(), value: z.number().optional() }),
  ),
});
const languagesSchema = z.looseObject({
  languages: z.object({ source: z.string(), target: z.string() }).optional(),
});

const NUMBERS: Readonly<Record<string, NumberLanguage>> = { en: ENGLISH, es: SPANISH };

/** A fragment with the words that are spoken in its segment, by the manifest of the clip. */
export interface SpokenSegment {
  readonly fragment: DubbedFragment;
  readonly spoken: readonly string[];
}

/** The fragments of the run with what is spoken in them. Empty when the clip has no manifest. */
export function spokenSegments(facts: PipelineFacts): readonly SpokenSegment[] {
  const clip = clipSchema.safeParse(facts.setup?.clip).data;
  const list = dubbedFragments(facts)?.list ?? [];
  const leadInS = facts.setup?.leadInS ?? 0;
  if (clip === undefined) return [];
  return list.map((fragment) => {
    const startS = fragment.startS - leadInS;
    const endS = startS + fragment.durationS;
    const words = clip.words.filter((word) => {
      const middleS = (word.startS + word.endS) / 2;
      return middleS >= startS && middleS < endS;
    });
    return { fragment, spoken: words.map(({ word, value }) => tokenOf(word, value)) };
  });
}

/** Languages of the pipeline. */
export function languagesOf(
  facts: PipelineFacts,
): { readonly source: string; readonly target: string } | undefined {
  return languagesSchema.safeParse(facts.setup?.profile).data?.languages;
}

/** The share of the spoken words that a text contains in order, 0 to 1. */
export function shareFound(text: string, spoken: readonly string[], language: string | undefined): number {
  if (spoken.length === 0) return 0;
  const { matched } = alignSpoken(spoken, tokensOf(text, language));
  return matched.length / spoken.length;
}

function tokensOf(text: string, language = ''): string[] {
  const numbers = NUMBERS[language.toLowerCase().split('-', 1)[0] ?? ''];
  if (numbers === undefined)
    return text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '');
  const read = readNumbers(text, numbers);
  return read.numbers.length > 0 ? read.numbers.map((value) => tokenOf('', value)) : [...read.otherWords];
}

function tokenOf(word: string, value: number | undefined): string {
  return value === undefined ? word.toLowerCase() : `#${value}`;
}

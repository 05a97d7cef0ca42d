import { languagesOf } from '../../facts/spoken-segments.ts';
import { resultRef, share, stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The translation is the transcript. */
export const translationInSourceLanguage = defineCause({
  code: 'TRANSLATION_IN_SOURCE_LANGUAGE',
  title: 'The translation is in the language of the original',
  boundary: 'translation',
  class: 'PRODUCT',
  meaning:
    'The translated text of results equals their transcript, or contains number words of the source language: the text was passed on without translation.',
  evidenceFor: ['`translated_text` equal to `transcript`', 'the check "words left untranslated"'],
  evidenceAgainst: ['source and target language are the same'],
  fix: 'Correct the language pair of the translator, and report a failure instead of returning its input as the translation.',
  places: ['services/sts-service/providers/', 'services/sts-service/processing/dubbing-processor.ts'],
  confirm: ['pnpm scenario show <run> --step 4'],
  find(facts): CauseFinding | undefined {
    const { source, target } = languagesOf(facts) ?? {};
    if (source !== undefined && source === target) return undefined;
    const { results } = stsExchange(facts);
    const translated = results.filter(
      ({ transcript = '', translatedText = '' }) => transcript.trim() !== '' && translatedText.trim() !== '',
    );
    const untranslated = facts.failedCheck('words-untranslated');
    const same = translated.filter(
      ({ transcript, translatedText }) => plain(transcript) === plain(translatedText),
    );
    // A word that is equal in both languages is no proof, unless the check found words of the source language, too.
    if (untranslated === undefined && same.length < Math.max(2, translated.length / 2)) return undefined;
    const shown = same.length > 0 ? same : translated;
    const [first, ...others] = shown;
    if (first === undefined) return undefined;
    const ref = (result: typeof first) =>
      resultRef(result, `transcript "${result.transcript}", translated "${result.translatedText}"`);
    return {
      summary: `The translation is left in the source language${source === undefined ? '' : ` (${source})`} in ${same.length > 0 ? share(same, translated) : 'some'} results; fragment ${first.sequence}: "${first.translatedText}" for "${first.transcript}".`,
      evidence: [ref(first), ...others.slice(0, 1).map(ref)],
      certainty: 'certain',
    };
  },
});

function plain(text = ''): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

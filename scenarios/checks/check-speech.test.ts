import { expect, test } from 'vitest';
import { fixtureManifestSchema } from '../../fixtures/index.ts';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkSpeech, type SpokenClip } from './check-speech.ts';

const ENGLISH = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const SPANISH = 'uno dos tres cuatro cinco seis siete ocho nueve diez once doce'.split(' ');
const limits = { maxWordsMissed: 1, minWordsShare: 5 / 6 };
const clip = fixtureManifestSchema.parse({
  ...{ file: 'clip.mp4', sha256: '0'.repeat(64), sizeBytes: 1, durationS: 12, language: 'en' },
  video: { codec: 'h264', width: 640, height: 360, frameRate: 30, frameCount: 360 },
  audio: { codec: 'aac', sampleRateHz: 44_100, channels: 1 },
  words: ENGLISH.map((word, second) => ({
    ...{ word, value: second + 1, startS: second + 0.2, endS: second + 0.8 },
  })),
});

/** Two fragments of 6 s, each with its six numbers. */
function fragments(change: (fragment: DubbedFragment) => Partial<DubbedFragment> = () => ({})) {
  return [0, 1].map((sequenceNumber) => {
    const textOf = (words: readonly string[]) =>
      words.slice(sequenceNumber * 6, sequenceNumber * 6 + 6).join(' ');
    const file = { path: 'x.m4a', format: 'm4a', durationMs: 6000 };
    const fragment: DubbedFragment = {
      ...{
        fragmentId: `f${sequenceNumber}`,
        sequenceNumber,
        status: 'success',
        original: file,
        dubbed: file,
      },
      ...{ startS: sequenceNumber * 6, durationS: 6, sentAtMs: 0, processedAtMs: 1 },
      ...{ transcript: textOf(ENGLISH), translatedText: textOf(SPANISH) },
    };
    return { ...fragment, ...change(fragment) };
  });
}

const languages = { source: 'en', target: 'es' };
const recorded = (list: readonly DubbedFragment[], change: Partial<SpokenClip> = {}) =>
  recordChecks((ctx) => checkSpeech(ctx, list, { clip, languages, ...change }, limits));
const failed = (change: (fragment: DubbedFragment) => Partial<DubbedFragment>) =>
  recorded(fragments(change)).failed;
const inFirst = (change: Partial<DubbedFragment>) => (fragment: DubbedFragment) =>
  fragment.sequenceNumber === 0 ? change : {};

const WORDS = ['words-found-worst', 'words-found-total', 'words-inserted'];
const TRANSLATED = [
  'translated-words-found-worst',
  'translated-words-found-total',
  'translated-words-inserted',
];
const LEFT = 'words-untranslated';

test('each fragment has the numbers of its segment, in both languages', () => {
  expect(recorded(fragments())).toMatchObject({
    passed: [...WORDS, ...TRANSLATED, LEFT],
    failed: [],
  });
});

test('accepts one missing number in a segment, but not two, and not one in each segment', () => {
  expect(failed(inFirst({ transcript: 'one two three four five' }))).toEqual([]);
  expect(failed(inFirst({ transcript: 'one two three four' }))).toEqual(['words-found-worst']);
  expect(failed(() => ({ transcript: '' }))).toEqual(WORDS.slice(0, 2));
});

test('detects the words of another segment', () => {
  const { failed: found, notes } = recorded(
    fragments(inFirst({ transcript: 'seven eight nine ten eleven twelve' })),
  );
  expect(found).toEqual(WORDS.slice(0, 2));
  expect(notes[0]).toContain(
    'fragment 0: "seven eight nine ten eleven twelve" for 1, 2, 3, 4, 5, 6; each: 0, 6',
  );
});

test('limits numbers that were not spoken', () => {
  expect(failed(inFirst({ transcript: 'one two three eight four five six eight' }))).toEqual([]);
  expect(failed(inFirst({ transcript: `${ENGLISH.slice(0, 6).join(' ')} ninety ninety ninety` }))).toEqual([
    'words-inserted',
  ]);
});

test.each([
  ['in English', 'one two three four five six', [...TRANSLATED.slice(0, 2), LEFT]],
  ['in Spanish but for one word', 'uno dos tres four cinco seis', [LEFT]],
  ['in both', 'uno dos tres cuatro cinco seis one two three four five six', [LEFT]],
  ['with digits', 'uno 2 tres cuatro 5 seis', []],
  ['absent', undefined, TRANSLATED.slice(0, 2)],
])('a translation %s', (_case, translatedText, expected) => {
  expect(recorded(fragments(inFirst({ translatedText: translatedText ?? '' }))).failed).toEqual(expected);
});

test('words on the edge of a segment are not expected of a pipeline that joined late', () => {
  const late = fragments((fragment) => ({ startS: fragment.startS + 0.5 }));
  const without = late.map((fragment, index) => {
    const [from, to] = [index * 6 + 1, index * 6 + 6];
    const text = {
      transcript: ENGLISH.slice(from, to).join(' '),
      translatedText: SPANISH.slice(from, to).join(' '),
    };
    return { ...fragment, ...text };
  });
  expect(recorded(without, { joinedS: 0.5 }).failed).toEqual([]);
});

test('a clip without a list of words is not measured', () => {
  const found = recorded(fragments(), { clip: { ...clip, words: [] } });
  expect(found).toMatchObject({ failed: [], notMeasured: [...WORDS, ...TRANSLATED] });
});

test('regional variants of a language are read', () => {
  expect(recorded(fragments(), { languages: { source: 'en-US', target: 'es-MX' } })).toMatchObject({
    passed: [...WORDS, ...TRANSLATED, LEFT],
    notMeasured: [],
  });
});

test('a target language whose numbers cannot be read is not measured', () => {
  const french = recorded(fragments(), { languages: { source: 'en', target: 'fr' } });
  expect(french).toMatchObject({ passed: WORDS, failed: [], notMeasured: [...TRANSLATED, LEFT] });
  expect(french.made.at(-1)).toMatchObject({
    reason: 'numbers can be read in en and es, but the target language of the pipeline is fr',
  });
});

test('a clip in another language than the source of the pipeline is not measured', () => {
  const { failed, notMeasured, made } = recorded(fragments(), { languages: { source: 'es', target: 'en' } });
  expect({ failed, notMeasured }).toEqual({ failed: [], notMeasured: [...WORDS, ...TRANSLATED, LEFT] });
  expect(made[0]).toMatchObject({
    reason: 'the clip is spoken in en, but the source language of the pipeline is es',
  });
});

test('untranslated words do not apply when source and target language are the same', () => {
  const same = recorded(
    fragments(({ transcript }) => ({ translatedText: transcript })),
    {
      languages: { source: 'en', target: 'en-GB' },
    },
  );
  expect(same).toMatchObject({ passed: [...WORDS, ...TRANSLATED], failed: [], notMeasured: [] });
});

import { expect, test } from 'vitest';
import type { FragmentView } from '../model/fragment-view.ts';
import { fragmentCard } from './fragment-card.ts';

const FRAGMENT: FragmentView = {
  ...{ id: 'a', sequence: 0, status: 'success', times: {}, stages: [], words: [], inserted: [] },
  ...{ startS: 2, durationS: 2, processingMs: 300 },
};
const textOf = (fragment: FragmentView): string =>
  fragmentCard(fragment)
    .text.replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

test('shows times of a fragment that were not measured', () => {
  const stages = [{ name: 'ASR', durationMs: 200 }];
  expect(textOf({ ...FRAGMENT, stages })).not.toContain('not measured');
  expect(textOf({ ...FRAGMENT, stages })).toMatch(/2\.0–4\.0 s STS 300 ms .* ASR 200 ms/);
  const { processingMs: _, ...rest } = FRAGMENT;
  expect(textOf(rest)).toMatch(/STS time not measured .* stages not measured/);
});

test('shows no position for a fragment of which only the result was observed', () => {
  const { startS: _, durationS: __, ...rest } = FRAGMENT;
  expect(textOf(rest)).toContain('position unknown');
});

test('shows neither audio nor times of an unanswered fragment', () => {
  const { processingMs: _, ...rest } = FRAGMENT;
  const text = textOf({ ...rest, status: 'unanswered' });
  expect(text).not.toContain('not measured');
  expect(text.match(/no audio file/g)).toHaveLength(2);
});

test('shows the words of a fragment without a transcript as not measured', () => {
  const words = [{ word: 'three', startS: 0.2, found: true }];
  expect(textOf({ ...FRAGMENT, words, transcript: 'three' })).toContain('1 of 1 words three ✓ three');
  const spoken = words.map(({ word, startS }) => ({ word, startS }));
  expect(textOf({ ...FRAGMENT, words: spoken })).toContain('words not measured none three');
  const unanswered = textOf({ ...FRAGMENT, words: spoken, status: 'unanswered' });
  expect(unanswered).not.toMatch(/not measured|of 1 words|[✓✗]/);
});

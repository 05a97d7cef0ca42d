import { expect, test } from 'vitest';
import { noColours } from '../console/terminal.ts';
import { chainLegend, chainLine } from './chain-line.ts';
import { inlineChain } from './testing/inline-diagnosis.ts';

function line(chain: ReturnType<typeof inlineChain>, width = 200): string {
  return chainLine(chain, noColours, width);
}

test('combines neighbours of equal status and marks the broken boundary', () => {
  expect(line(inlineChain('hook'))).toBe('clip … recording ✓  hook ✗  media-service … measurement –');
  expect(line(inlineChain('clip'))).toBe('clip ✗  publisher … measurement –');
  expect(line(inlineChain('measurement'))).toBe('clip … capture ✓  measurement ✗');
  expect(line(inlineChain())).toBe('clip … measurement ✓');
});

test('never shows an unseen boundary as fine', () => {
  expect(line(inlineChain('result', { recording: 'unseen', measurement: 'not-reached' }))).toBe(
    'clip … input ✓  recording ?  hook … tts ✓  result ✗  worker-output … capture –  measurement ·',
  );
});

test.each([
  [inlineChain('hook'), '✓ ok, ✗ broken first, – affected by it; a … b: from a to b'],
  [
    inlineChain('result', { recording: 'unseen', measurement: 'not-reached' }),
    '✓ ok, ✗ broken first, – affected by it, · not reached, ? not observed; a … b: from a to b',
  ],
  [inlineChain('hook').slice(8, 9), '✗ broken first'],
])('explains each mark that occurs and no other', (chain, legend) => {
  expect(chainLegend(chain)).toBe(legend);
});

test('shows what surrounds the pipeline where it is broken', () => {
  expect(line(inlineChain('ports', { containers: 'unseen' }))).toBe('ports ✗  clip … measurement –');
});

test('keeps the broken boundary and its neighbour where the line is narrow', () => {
  const chain = inlineChain('result', {
    ...{ recording: 'unseen', ingest: 'unseen', tts: 'unseen' },
    ...{ measurement: 'not-reached', output: 'unseen' },
  });
  for (const width of [40, 50, 65, 80, 100]) expect(line(chain, width).length).toBeLessThanOrEqual(width);
  expect(line(chain, 75)).toBe('clip … translation ✓?  tts ?  result ✗  worker-output … measurement –?·');
  expect(line(chain, 30)).toContain('result ✗');
});

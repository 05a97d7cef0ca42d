import { expect, test } from 'vitest';
import { MetricLines } from './metric-series.ts';

test('keeps the changes and the end of a series, and labels it by the labels that differ', () => {
  const lines = new MetricLines();
  [0, 0, 1, 1, 2].forEach((value, seq) => {
    const sample = (status: string, of: number) => {
      return { name: 'fragments', labels: { stream_id: 's', status }, value: of };
    };
    const data = [sample('processed', value), sample('dropped', 0)];
    lines.add({ type: 'observation', source: 'worker', name: 'metrics', data, seq, atMs: seq * 10 });
  });
  expect(lines.view()).toEqual([
    {
      service: 'worker',
      name: 'fragments',
      series: [
        {
          label: 'status=processed',
          points: [
            [0, 0],
            [20, 1],
            [40, 2],
            [40, 2],
          ],
        },
        {
          label: 'status=dropped',
          points: [
            [0, 0],
            [40, 0],
          ],
        },
      ],
    },
  ]);
});

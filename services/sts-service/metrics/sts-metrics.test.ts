import { expect, test } from 'vitest';
import { codeOf, codesOf, readProtocolPage } from '../../contracts/testing/protocol-page.ts';
import { createStsMetrics } from './sts-metrics.ts';

test('exposes the metrics that docs/protocol.md §3 lists, with their types and labels', async () => {
  const { registry } = createStsMetrics(() => 0);
  const exposed = (await registry.metrics()).matchAll(/^# TYPE (\S+) (\S+)$/gm);
  const actual = [...exposed].map(([, name = '', type = '']) => ({
    name,
    type,
    labels: (registry.getSingleMetric(name) as unknown as { labelNames: string[] }).labelNames,
  }));
  const documented = readProtocolPage()
    .table('STS service')
    .map(({ name, type, labels }) => ({ name: codeOf(name), type, labels: codesOf(labels) }));
  const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
  expect(actual.toSorted(byName)).toEqual(documented.toSorted(byName));
});

import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { codeOf, codesOf, readProtocolPage } from '../../contracts/testing/protocol-page.ts';
import { createInstruments } from './instruments.ts';

test('exposes the metrics that docs/protocol.md §3 lists, with their types and labels', async () => {
  const registry = new Registry();
  createInstruments(registry);
  const exposed = (await registry.metrics()).matchAll(/^# TYPE (\S+) (\S+)$/gm);
  const actual = [...exposed].map(([, name = '', type = '']) => ({
    name,
    type,
    labels: (registry.getSingleMetric(name) as unknown as { labelNames: string[] }).labelNames,
  }));
  const documented = readProtocolPage()
    .table('media-service')
    .map(({ name, type, labels }) => ({
      name: codeOf(name),
      type,
      labels: ['stream_id', ...codesOf(labels)],
    }));
  expect(actual).toEqual(documented);
});

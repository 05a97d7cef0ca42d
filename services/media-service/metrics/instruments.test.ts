import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { WORKER_METRICS } from '../../contracts/metric-name.ts';
import { codeOf, codesOf, readProtocolPage } from '../../contracts/testing/protocol-page.ts';
import { createInstruments, exposeEventLoopLag } from './instruments.ts';

test('exposes the metrics that docs/protocol.md §3 lists, with their types and labels', async () => {
  const registry = new Registry();
  createInstruments(registry);
  exposeEventLoopLag(registry, () => 0);
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
      labels: codeOf(name) === WORKER_METRICS.eventLoopLag ? [] : ['stream_id', ...codesOf(labels)],
    }));
  expect(actual).toEqual(documented);
});

import { expect, test } from 'vitest';
import { scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { defineDubbingScenario } from './define-dubbing-scenario.ts';

test('records the settings of services without secrets', () => {
  const { build } = defineDubbingScenario({
    id: 'remote',
    title: 'Dub remotely',
    tags: [],
    fixture: 'clip',
    segmentS: 6,
    domainHints: [],
    services: { 'sts-service': { STS_ASR: 'openai', STS_ASR_KEY: 'hush' } },
    steps: [],
  });
  const { params } = build(scenarioOptionsSchema.parse({}));
  expect(params).toMatchObject({ services: { 'sts-service': { STS_ASR: 'openai', STS_ASR_KEY: '…' } } });
});

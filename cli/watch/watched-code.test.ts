import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import { quick } from '../../scenarios/quick.ts';
import { ModuleGraph } from './module-graph.ts';
import { WatchedCode } from './watched-code.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

let code: WatchedCode;
beforeAll(async () => {
  const { steps } = quick.build(scenarioOptionsSchema.parse({}));
  code = await WatchedCode.read(join(PROJECT, 'cli/main.ts'), PROJECT, { id: 'quick', steps });
});

test.each([
  ['scenarios/checks/check-speech.ts', 4],
  ['scenarios/steps/metrics.ts', 6],
  ['scenarios/steps/output-stream.ts', 5],
  ['scenarios/steps/fragments-processed.ts', 3],
  // Needs the pipeline.
  ['scenarios/steps/worker-connected.ts', 0],
  // Affects the whole scenario.
  ['scenarios/quick.ts', 0],
  ['scenarios/rig/define-dubbing-scenario.ts', 0],
  ['harness/engine/execution/run-steps.ts', 0],
  // Separate processes.
  ['services/media-service/worker/worker.ts', 0],
  ['services/mediamtx/mtx-hook', 0],
  // Outside this scenario.
  ['scenarios/full-pipeline.ts', undefined],
  ['scenarios/steps/sts-processes-audio.ts', undefined],
  ['services/media-service/config.test.ts', undefined],
  ['reports/html/render-html.ts', undefined],
  ['README.md', undefined],
])('a change of %s affects steps from %s on', (file, step) => {
  expect(code.firstAffectedStep(join(PROJECT, file))).toBe(step);
});

test('lists the folders that contain the code', () => {
  const folders = ['scenarios', 'scenarios/steps', 'scenarios/checks', 'services/media-service/worker'];
  expect(code.folders).toEqual(expect.arrayContaining(folders.map((folder) => join(PROJECT, folder))));
  expect(code.folders.filter((folder) => folder.includes('node_modules'))).toEqual([]);
});

test('follows relative imports, but not type imports', async () => {
  const file = join(PROJECT, 'scenarios/rig/define-dubbing-scenario.ts');
  const reach = await new ModuleGraph().reach(file);
  expect(reach).toContain(join(PROJECT, 'scenarios/rig/left-out-checks.ts'));
  expect(reach).toContain(join(PROJECT, 'harness/environments/compose/sweep.ts'));
  expect(reach).not.toContain(join(PROJECT, 'harness/engine/scenario.ts'));
});

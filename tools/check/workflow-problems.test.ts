import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workflowProblems } from './workflow-problems.ts';

const workflow = await readFile(join(import.meta.dirname, '../../.github/workflows/e2e.yml'), 'utf8');

test('accepts the workflow of the project', () => {
  expect(workflowProblems(workflow)).toEqual([]);
});

test.each([
  ['a missing job', 'needs: plan', 'needs: plam', '/jobs/run/needs: unresolved job plam'],
  ['an unknown key', 'runs-on:', 'run-on:', "/jobs/plan: Additional property 'run-on' is not allowed"],
  ['an unknown event', 'pull_request:', 'pull_requests:', "/on: Additional property 'pull_requests' is not"],
  ['a step without an action', '- uses: actions/checkout@v4', '- with: {}', '/jobs/plan/steps/0/uses: This'],
  ['invalid YAML', 'jobs:', 'jobs: [', "did not find expected ',' or ']' at line"],
])('detects %s', (_, right, wrong, problem) => {
  const broken = workflow.replace(right, wrong);
  expect(broken).not.toBe(workflow);
  const problems = workflowProblems(broken);
  expect(problems.join('\n')).toContain(problem);
  expect(problems).toEqual([...new Set(problems)]);
});

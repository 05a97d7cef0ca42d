import { formatActual, formatValue } from '../../harness/engine/check-text.ts';
import type { Json } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import type { FileReport } from '../file-report.ts';
import { faultOutsideSteps, type Outcome, outcomeOf, retryReason } from '../outcome.ts';
import { valuesOf } from '../recorded-runs/measured-values.ts';
import { type RunSummary, readRunSummary } from '../recorded-runs/read-run.ts';
import { faultElement, seconds, testCase } from './test-case.ts';
import { element, type Xml } from './xml.ts';

/**
 * Runs as JUnit XML in the dialect that Jenkins, GitLab and GitHub actions read: one suite per run, one test case per
 * step.
 *
 * @param workingFolder absolute; attachments inside it are named relative to it
 */
export function junitXml(runs: readonly RunSummary[], workingFolder: string): string {
  const suites = runs.map((run) => suiteOf(run, workingFolder));
  const total = (count: (suite: Suite) => number): number =>
    suites.reduce((sum, suite) => sum + count(suite), 0);
  const root = element(
    'testsuites',
    {
      name: 'dubstep',
      tests: total((suite) => suite.tests),
      failures: total((suite) => suite.failures),
      errors: total((suite) => suite.errors),
      time: seconds(total((suite) => suite.durationMs)),
    },
    suites.map(({ xml }) => xml),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.text}\n`;
}

/** Writes `junit.xml`. */
export function junitReport(workingFolder: string): FileReport {
  return {
    name: 'junit',
    fileName: 'junit.xml',
    async *render(runFolder) {
      yield junitXml([await readRunSummary(runFolder)], workingFolder);
    },
  };
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly durationMs: number;
  readonly xml: Xml;
}

function suiteOf(run: RunSummary, workingFolder: string): Suite {
  const { result } = run;
  const count = (outcome: Outcome): number =>
    result.steps.filter((step) => outcomeOf(step) === outcome).length;
  const outside = faultOutsideSteps(result);
  const tests = result.steps.length + (outside === undefined ? 0 : 1);
  const failures = count('failure');
  const errors = count('error') + (outside === undefined ? 0 : 1);
  const xml = element(
    'testsuite',
    {
      name: result.scenario,
      tests,
      failures,
      errors,
      skipped: count('skipped'),
      time: seconds(result.durationMs),
      timestamp: result.startedAt,
    },
    properties(result),
    result.steps.map((step) => testCase(step, run, workingFolder)),
    outside === undefined
      ? undefined
      : element(
          'testcase',
          { classname: result.scenario, name: 'the run as a whole', time: seconds(0) },
          faultElement('error', outside),
        ),
  );
  return { tests, failures, errors, durationMs: result.durationMs, xml };
}

/**
 * Options and measured values of a run. They are properties of the suite, because the format has none for test cases.
 * A value is named by step id and check id: `metrics/av-offset-max`.
 */
function properties(result: RunResult): Xml {
  const pairs: [name: string, value: string][] = [
    ['runId', result.runId],
    ['environment', result.environment],
    ['tags', result.tags.join(' ')],
    ...(result.flaky === true ? [['flaky', 'true'] satisfies [string, string]] : []),
    ...(['warnings', 'loggedErrors'] as const).flatMap((name): [string, string][] =>
      (result[name] ?? 0) === 0 ? [] : [[name, String(result[name])]],
    ),
    ...(result.earlier ?? []).map((run, index): [string, string] => [
      `attempt ${index + 1}`,
      retryReason(run),
    ]),
    ...paramPairs(result.params),
    ...valuesOf(result).map(({ key, check }): [string, string] => [key, formatActual(check)]),
  ];
  return element(
    'properties',
    {},
    pairs.map(([name, value]) => element('property', { name, value })),
  );
}

function paramPairs(params: Json): [string, string][] {
  if (typeof params !== 'object' || params === null) return [['params', formatValue(params)]];
  return Object.entries(params).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[`params.${name}`, formatValue(value)]],
  );
}

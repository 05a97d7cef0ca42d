import type { FileReport } from '../file-report.ts';
import { faultOutsideSteps, type Outcome, outcomeOf } from '../outcome.ts';
import { type RunSummary, readRunSummary } from '../recorded-runs/read-run.ts';
import { properties } from './properties.ts';
import { faultElement, seconds, testCase } from './test-case.ts';
import { element, type Xml } from './xml.ts';

/**
 * Runs as JUnit XML in the dialect that Jenkins, GitLab and GitHub actions read: a suite a run, a test case a step.
 *
 * @param workingFolder absolute; attachments in it are named relative to it
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
  const count = (wanted: Outcome): number => result.steps.filter((step) => outcomeOf(step) === wanted).length;
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

import type { CTRFReport, Test, TestStatus } from 'ctrf';
import type { FileReport } from '../file-report.ts';
import { faultOutsideSteps } from '../outcome.ts';
import { type RunSummary, readRunSummary } from '../recorded-runs/read-run.ts';
import { ctrfRunTest, ctrfTest, timesOf } from './ctrf-test.ts';

/** Version of the specification (https://ctrf.io). */
const SPEC_VERSION = '0.0.0';

/**
 * Runs in the Common Test Report Format: one suite per run, one test per step, one step of the test per check.
 *
 * @param workingFolder absolute; attachments inside it are named relative to it
 */
export function ctrfOf(runs: readonly RunSummary[], workingFolder: string): CTRFReport {
  const tests = runs.flatMap((run) => testsOf(run, workingFolder));
  const times = runs.map(({ result }) => timesOf(result, 0, result.durationMs));
  const start = Math.min(...times.map((time) => time.start));
  const stop = Math.max(...times.map((time) => time.stop));
  const count = (status: TestStatus): number => tests.filter((test) => test.status === status).length;
  const results = runs.map(({ result }) => result);
  return {
    reportFormat: 'CTRF',
    specVersion: SPEC_VERSION,
    runId: results.map(({ runId }) => runId).join(' '),
    generatedBy: 'dubstep',
    results: {
      tool: { name: 'dubstep' },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: 0,
        flaky: tests.filter(({ flaky }) => flaky === true).length,
        suites: runs.length,
        start,
        stop,
        duration: stop - start,
      },
      tests,
      environment: {
        testEnvironment: [...new Set(results.map(({ environment }) => environment))].join(' '),
        extra: {
          runs: results.map(({ runId, scenario, status, flaky, params, warnings, loggedErrors }) => ({
            ...{ runId, scenario, status, params },
            ...(warnings !== undefined && { warnings }),
            ...(loggedErrors !== undefined && { loggedErrors }),
            ...(flaky === true && { flaky }),
          })),
        },
      },
    },
  };
}

/** Writes `ctrf.json`. */
export function ctrfReport(workingFolder: string): FileReport {
  return {
    name: 'ctrf',
    fileName: 'ctrf.json',
    async *render(runFolder) {
      const report = ctrfOf([await readRunSummary(runFolder)], workingFolder);
      yield `${JSON.stringify(report, null, 2)}\n`;
    },
  };
}

function testsOf(run: RunSummary, workingFolder: string): Test[] {
  const tests = run.result.steps.map((step) => ctrfTest(step, run, workingFolder));
  const outside = faultOutsideSteps(run.result);
  return outside === undefined ? tests : [...tests, ctrfRunTest(run.result, outside)];
}

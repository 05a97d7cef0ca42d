import { z } from 'zod';

const vitestReportSchema = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Counts the tests of a vitest run. Tests that failed, were skipped or did not run count as failed, and so does a file
 * that could not be loaded. A run that failed for another reason counts as one failure.
 *
 * @param report the output of vitest's JSON reporter, or `undefined` when it wrote none
 */
export function testCounts(report: string | undefined): TestCounts {
  if (report === undefined) return { passed: 0, failed: 1 };
  const { success, testResults } = vitestReportSchema.parse(JSON.parse(report));
  const tests = testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const unloaded = testResults.filter(
    (file) => file.status !== 'passed' && file.assertionResults.every((test) => test.status === 'passed'),
  ).length;
  const failed = tests.length - passed + unloaded;
  const nothingRan = passed + failed === 0;
  return { passed, failed: failed === 0 && (!success || nothingRan) ? 1 : failed };
}

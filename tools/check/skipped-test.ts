/** A test that does not run, or that keeps the others from running. */
export interface SkippedTest {
  /** Counts from 1. */
  readonly line: number;
  readonly text: string;
}

/** `test.skip`, `describe.concurrent.only`, `it.skipIf(…)`, `xit(`, … What skips itself while it runs, .ci/run counts. */
const SKIPPED =
  /\b(?:test|it|describe|suite|bench)(?:\.\w+)*\.(?:skip|only|todo|skipIf|runIf|fails)\b|\b(?:x|f)(?:it|test|describe)\s*\(/;

/**
 * Finds what keeps tests of a file from running.
 *
 * @param source the text of a test file
 */
export function skippedTests(source: string): SkippedTest[] {
  return source
    .split('\n')
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => SKIPPED.test(text));
}

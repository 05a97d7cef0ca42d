/** Code that disables a test, or all other tests. */
export interface SkippedTest {
  /** Starting at 1. */
  readonly line: number;
  readonly text: string;
}

/** `test.skip`, `describe.concurrent.only`, `it.skipIf(…)`, `xit(`, … .ci/run counts tests that skip themselves at run time. */
const SKIPPED =
  /\b(?:test|it|describe|suite|bench)(?:\.\w+)*\.(?:skip|only|todo|skipIf|runIf|fails)\b|\b(?:x|f)(?:it|test|describe)\s*\(/;

/**
 * Finds code that disables tests of a file.
 *
 * @param source the text of a test file
 */
export function skippedTests(source: string): SkippedTest[] {
  return source
    .split('\n')
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => SKIPPED.test(text));
}

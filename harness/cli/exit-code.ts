import type { RunStatus } from '../engine/event.ts';

/** What the command line ends with. */
export const EXIT_CODES = {
  ok: 0,
  /** A step failed, or the harness did. */
  failed: 1,
  usage: 2,
  /** The environment could not be started: the pipeline was not put to the test. */
  notStarted: 3,
  /** As shells tell of SIGINT: 128 + 2. */
  interrupted: 130,
} as const;

export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case 'passed':
      return EXIT_CODES.ok;
    case 'failed':
      return EXIT_CODES.failed;
    case 'not-started':
      return EXIT_CODES.notStarted;
    case 'interrupted':
      return EXIT_CODES.interrupted;
  }
}

import type { RunContext } from '../engine/index.ts';
import type { VersionAssessment } from './assess-version.ts';

/**
 * Writes what is known of a version to the event log: a problem and an unsupported version as a warning, a version that is
 * not known as a note.
 */
export function logVersion(run: Pick<RunContext, 'log'>, { state, text }: VersionAssessment): void {
  if (state === 'problem' || state === 'unsupported') run.log('harness', 'warn', text);
  else if (state === 'newer') run.log('harness', 'info', text);
}

import { UNKNOWN_CAUSE } from '../../harness/run-data/cause-classes.ts';
import { diagnosisSchema } from '../../harness/run-data/diagnosis.ts';

/**
 * The causes of a failed run in a few words: `HOOK_HANGS`, `HOOK_CRLF, RECORDING_OFF`, or `CAUSE_UNKNOWN at hook`.
 *
 * @param diagnosis of the result of the run
 * @returns `undefined` without a diagnosis, and for that of another kind of scenario
 */
export function causeCodes(diagnosis: unknown): string | undefined {
  const { data } = diagnosisSchema.safeParse(diagnosis);
  if (data === undefined) return undefined;
  if (data.causes.length > 0) return data.causes.map(({ code }) => code).join(', ');
  return data.broken === undefined ? UNKNOWN_CAUSE.code : `${UNKNOWN_CAUSE.code} at ${data.broken}`;
}

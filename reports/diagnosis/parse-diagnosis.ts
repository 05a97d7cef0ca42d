import type { Json } from '../../harness/engine/event.ts';
import { type Diagnosis, diagnosisSchema } from '../../harness/run-data/diagnosis.ts';

/** @returns undefined for the diagnosis of another kind of scenario, which defines its own shape */
export function parseDiagnosis(diagnosis: Json | undefined): Diagnosis | undefined {
  return diagnosisSchema.safeParse(diagnosis).data;
}

import type { Distractor } from '../define-fault.ts';
import { earlyRestart } from './early-restart.ts';
import { harmlessWarnings } from './harmless-warnings.ts';
import { otherStreamFails } from './other-stream-fails.ts';
import { secondFaultInMetrics } from './second-fault-in-metrics.ts';
import { secondFaultInOutput } from './second-fault-in-output.ts';
import { slowTranslation } from './slow-translation.ts';
import { UNUSUAL_CLIPS } from './unusual-clips.ts';

/** In the order of the table. */
export const DISTRACTORS: readonly Distractor[] = [
  harmlessWarnings,
  slowTranslation,
  earlyRestart,
  otherStreamFails,
  secondFaultInMetrics,
  secondFaultInOutput,
  ...UNUSUAL_CLIPS,
];

import { defineDistractor } from '../define-fault.ts';
import { outputWithoutAudio } from '../output/output-without-audio.ts';

/** The output lacks its audio, whatever the STS service returned. */
export const secondFaultInOutput = defineDistractor({
  id: 'second-fault-in-output',
  title: 'The output has no audio, in addition',
  beside: ['translator-passes-through', 'results-sent-twice'],
  adds: 'OUTPUT_WITHOUT_AUDIO',
  alter: (stage) => outputWithoutAudio.alter?.(stage) ?? {},
});

import type { FragmentAudioMeasurement } from '../../../run-data/fragment-audio.ts';
import { faultySound, soundFile, soundRef } from '../../facts/fragment-sound.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import type { CauseFinding } from '../cause.ts';

/** The finding of a cause that is one kind of sound in place of speech. */
export function notSpeechFinding(
  facts: PipelineFacts,
  kind: 'tone' | 'noise',
  describe: (audio: FragmentAudioMeasurement) => string,
): CauseFinding | undefined {
  const found = faultySound(facts, kind);
  if (found === undefined) return undefined;
  const { faulty, all } = found;
  const [first, ...others] = faulty;
  return {
    summary: `The dubbed audio of ${faulty.length} of ${all.length} fragments is ${describe(first)}, not speech.`,
    evidence: [
      soundRef(facts, first, describe(first)),
      ...others.slice(0, 2).map((audio) => soundRef(facts, audio, describe(audio))),
    ],
    certainty: 'certain',
    confirm: [`ffplay ${soundFile(facts, first)}`],
  };
}

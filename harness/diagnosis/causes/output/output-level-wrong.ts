import { levelFault } from '../../facts/output-level.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The audio of the output does not have the level of its source. */
export const outputLevelWrong = defineCause({
  code: 'OUTPUT_LEVEL_WRONG',
  title: 'The audio of the output is too loud or too quiet',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'The audio of the output deviates by more than 3 dB from the level that it must have: that of the original of its segment or, where the pipeline keeps the level of dubs, that of the dub.',
  evidenceFor: ['the level of each segment of the output relative to its source'],
  evidenceAgainst: [
    'only one channel deviates',
    'the dub differs from its original by more than the 12 dB by which the worker changes it',
    'the recorded input lacks frames, or the output was published more than once',
  ],
  fix: 'Correct what changes the level after the dub: a filter (-af volume), or a conversion between mono and stereo (-ac), which changes it by 3 dB.',
  places: ['services/media-service/dubbing/level/', 'services/media-service/ffmpeg/pcm-format.ts'],
  confirm: ['ffmpeg -i <run-folder>/capture.mp4 -af ebur128 -f null -'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = levelFault(facts);
    if (fault === undefined) return undefined;
    return outputFinding(facts, {
      summary: `${fault.text}.`,
      evidence: fault.evidence,
      fix: 'Correct what changes the level: a filter (-af volume), or a conversion between mono and stereo (-ac), which changes it by 3 dB.',
      options: ['-af', '-ac'],
    });
  },
});

import { channelFault } from '../../facts/output-level.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** One channel of a stereo output differs from its source. */
export const outputChannelWrong = defineCause({
  code: 'OUTPUT_CHANNEL_WRONG',
  title: 'One channel of the output is wrong',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'One channel of the output is silent, too quiet or too loud, has the original or other audio, is shifted, or has inverted polarity, so that it cancels the other one in mono.',
  evidenceFor: ['each channel of the output, compared with the same channel of its source'],
  evidenceAgainst: [
    'both channels deviate alike',
    'the recorded input lacks frames, or the output was published more than once',
  ],
  fix: 'Correct what treats the channels differently after the dub: a filter (-af pan), the number of channels (-ac) or the channel layout of the samples.',
  confirm: ['ffmpeg -i <run-folder>/capture.mp4 -af astats -f null -'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = channelFault(facts);
    if (fault === undefined) return undefined;
    return outputFinding(facts, {
      summary: `${fault.text}.`,
      evidence: fault.evidence,
      fix: 'Correct what treats the channels differently: a filter (-af pan), the number of channels (-ac) or the channel layout of the samples (-ch_layout).',
      options: ['-af', '-ac', '-ch_layout'],
    });
  },
});

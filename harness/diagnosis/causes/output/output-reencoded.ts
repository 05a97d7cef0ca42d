import { frameFault } from '../../facts/output-frames.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The worker encodes the video instead of copying it. */
export const outputReencoded = defineCause({
  code: 'OUTPUT_REENCODED',
  title: 'The video of the output was encoded again',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'Each frame is there and shows the content of the clip, with other pixels: the video was decoded and encoded again. It costs quality and processor time.',
  evidenceFor: ['the pixels of the frames differ, their content at a low resolution does not'],
  evidenceAgainst: ['the recorded input lacks frames, or the output was published more than once'],
  fix: 'Copy the video in the output ffmpeg of the worker (-c:v copy).',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = frameFault(facts);
    if (fault?.kind !== 'reencoded') return undefined;
    return outputFinding(facts, {
      summary: `The output ${fault.text}: the video was encoded again.`,
      evidence: fault.evidence,
      fix: 'Copy the video (-c:v copy) instead of encoding it.',
      options: ['-c:v'],
    });
  },
});

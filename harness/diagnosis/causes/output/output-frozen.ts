import { frameFault } from '../../facts/output-frames.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The worker publishes one frame for some time, or no video while the audio continues. */
export const outputFrozen = defineCause({
  code: 'OUTPUT_FROZEN',
  title: 'The video of the output stands still',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'The output shows one frame while the clip moves, or its video ends while its audio continues. The frames do not reach the publication, or an encoder repeats the last one.',
  evidenceFor: [
    'frames of the output that repeat the one before them',
    'the video track ends before the audio track',
  ],
  evidenceAgainst: ['the recorded input lacks frames, or the output was published more than once'],
  fix: 'Correct the part of the worker that holds video packets back between the recording of the input and the output ffmpeg; compare the packets at both ends to find it.',
  confirm: ['ffplay <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = frameFault(facts);
    if (fault?.kind !== 'frozen') return undefined;
    return outputFinding(facts, {
      summary: `The output ${fault.text}.`,
      evidence: fault.evidence,
      fix: 'Send the video packets as they are read, until the end of the stream: no part may hold them back or repeat the last frame.',
      options: ['-c:v', '-vf'],
    });
  },
});

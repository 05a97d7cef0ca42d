import { frameFault } from '../../facts/output-frames.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The worker loses frames between its input and its output. */
export const outputFramesDropped = defineCause({
  code: 'OUTPUT_FRAMES_DROPPED',
  title: 'The output lacks frames',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'Frames that the worker received are missing between two frames of the output: packets are lost on the way, or an encoder lowers the frame rate.',
  evidenceFor: ['gaps between the times of the frames', 'frames of the clip that the output does not show'],
  evidenceAgainst: ['the recorded input lacks frames, or the output was published more than once'],
  fix: 'Correct the part of the worker that drops video packets: the reader of the recording, its buffer, or the output ffmpeg and its filters.',
  confirm: ['ffprobe -select_streams v -show_entries packet=pts_time -of csv=p=0 <run-folder>/capture.mp4'],
  find(facts): CauseFinding | undefined {
    const fault = frameFault(facts);
    if (fault?.kind !== 'dropped') return undefined;
    return outputFinding(facts, {
      summary: `The output ${fault.text}, although the worker received them.`,
      evidence: fault.evidence,
      fix: 'Send each video packet that the worker reads: no filter, frame rate or limit may drop any.',
      options: ['-c:v', '-r', '-vf'],
    });
  },
});

import { frameFault } from '../../facts/output-frames.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The worker ends the output before the end of the stream. */
export const outputTruncated = defineCause({
  code: 'OUTPUT_TRUNCATED',
  title: 'The output ends early',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'The output, or one of its tracks, ends before the clip does, although the worker received all of it. The end of the media is lost when a connection is closed before everything was sent.',
  evidenceFor: ['the last frames of the clip are missing', 'the audio ends before the video'],
  evidenceAgainst: ['the recorded input lacks frames, or the output was published more than once'],
  fix: 'Correct the end of the output in media-service: close the input of the output ffmpeg and await its exit, so that it sends all packets.',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  find(facts): CauseFinding | undefined {
    const fault = frameFault(facts);
    if (fault?.kind !== 'truncated') return undefined;
    return outputFinding(facts, {
      summary: `The output ${fault.text}, although the worker received the rest.`,
      evidence: fault.evidence,
      fix: 'At the end of the stream, close the input of the output ffmpeg and await its exit, so that it sends all packets; no option may end it earlier.',
      options: ['-t', '-to', '-shortest', '-frames:v'],
    });
  },
});

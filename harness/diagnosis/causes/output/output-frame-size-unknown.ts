import { expectedCodecs, outputTracks } from '../../facts/output-facts.ts';
import { asContext } from '../../facts/run-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The worker publishes video whose parameters give no frame size. */
export const outputFrameSizeUnknown = defineCause({
  code: 'OUTPUT_FRAME_SIZE_UNKNOWN',
  title: 'The frames of the output have no size',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'The parameters of the video (its SPS) are missing or give a frame of 0 × 0 pixels, so no player can decode it.',
  evidenceFor: ['ffprobe finds a video track of 0x0 in the capture'],
  evidenceAgainst: ['the video has another codec, whose parameters are elsewhere'],
  fix: 'Publish the parameters of the input with its packets: copy the video without changing its header, from a key frame on.',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const tracks = outputTracks(facts);
    const { video, audio } = tracks ?? {};
    if (tracks === undefined || video === undefined || audio === undefined) return undefined;
    const { codec, width, height } = video;
    if ((width !== 0 && height !== 0) || codec !== expectedCodecs(facts)?.video) return undefined;
    const [capture, ...others] = tracks.refs;
    return outputFinding(facts, {
      summary: `The video of the output ${facts.outPath ?? ''} (${codec}) has frames of ${width}x${height}: its parameters are missing or damaged.`,
      // The others state the codecs, which are right.
      evidence: [capture, ...others.map(asContext)],
      fix: 'Publish the parameters of the input (SPS, PPS) with its packets: copy the video from a key frame on (-c:v copy), and change no header.',
      options: ['-c:v', '-bsf:v'],
    });
  },
});

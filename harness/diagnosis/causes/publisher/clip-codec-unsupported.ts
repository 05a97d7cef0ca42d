import { defineCause } from '../cause.ts';
import { clipFinding } from './publisher-finding.ts';

/** The pipeline forwards only H.264 and AAC. */
export const clipCodecUnsupported = defineCause({
  code: 'CLIP_CODEC_UNSUPPORTED',
  title: 'The codec of the clip is not supported',
  boundary: 'clip',
  class: 'HARNESS',
  meaning:
    'The pipeline forwards video without encoding it, and decodes AAC. The clip, or the stream that the publisher makes of it, has another codec.',
  evidenceFor: [
    'step 0 finds another codec than H.264 and AAC',
    'MediaMTX receives other tracks than H264 and MPEG-4 Audio',
    'the publisher cannot send the codec over its protocol',
  ],
  evidenceAgainst: [],
  fix: 'Convert the clip, and use the result (--fixture): ffmpeg -i <clip> -c:v libx264 -bf 0 -c:a aac converted.mp4',
  confirm: ['ffprobe -v error -show_entries stream=codec_type,codec_name <clip>'],
  terminal: true,
  find: (facts) =>
    clipFinding(facts, 'codec', ({ text }) => ({
      summary: `The pipeline does not support the codec of the clip: ${text}.`,
    })),
});

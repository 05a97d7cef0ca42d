import { outputTracks } from '../../facts/output-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The worker publishes audio without video. */
export const outputWithoutVideo = defineCause({
  code: 'OUTPUT_WITHOUT_VIDEO',
  title: 'The output has no video track',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning: 'The output ffmpeg of the worker publishes no video: a viewer receives the dub without the video.',
  evidenceFor: ['MediaMTX and ffprobe list the audio track only'],
  evidenceAgainst: ['a track of that kind in the capture'],
  fix: 'Map the video of the input into the published output of the worker (-map 0:v:0).',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const tracks = outputTracks(facts);
    if (tracks === undefined || tracks.video !== undefined || tracks.audio === undefined) return undefined;
    return outputFinding(facts, {
      summary: `The output ${facts.outPath ?? ''} has audio (${tracks.audio.codec}) and no video track.`,
      evidence: tracks.refs,
      fix: 'Map the video of the input into the published output (-map 0:v:0 -c:v copy).',
      options: ['-map', '-c:v'],
    });
  },
});

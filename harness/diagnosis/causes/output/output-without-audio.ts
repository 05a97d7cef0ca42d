import { outputTracks } from '../../facts/output-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The worker publishes video without audio. */
export const outputWithoutAudio = defineCause({
  code: 'OUTPUT_WITHOUT_AUDIO',
  title: 'The output has no audio track',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning: 'The output ffmpeg of the worker publishes no audio: a viewer receives the video without the dub.',
  evidenceFor: ['MediaMTX and ffprobe list the video track only'],
  evidenceAgainst: ['a track of that kind in the capture'],
  fix: 'Map the audio of the segments into the published output of the worker (-map 0:a:0).',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const tracks = outputTracks(facts);
    if (tracks === undefined || tracks.audio !== undefined || tracks.video === undefined) return undefined;
    return outputFinding(facts, {
      summary: `The output ${facts.outPath ?? ''} has video (${tracks.video.codec}) and no audio track.`,
      evidence: tracks.refs,
      fix: 'Map the audio of the segments into the published output (-map 0:a:0 -c:a aac).',
      options: ['-map', '-c:a'],
    });
  },
});

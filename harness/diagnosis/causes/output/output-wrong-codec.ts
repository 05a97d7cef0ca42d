import { expectedCodecs, inputTracks, outputTracks } from '../../facts/output-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** The worker publishes a track in another codec. */
export const outputWrongCodec = defineCause({
  code: 'OUTPUT_WRONG_CODEC',
  title: 'A track of the output has the wrong codec',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'A track of the output is encoded in another codec than the documented one. Players that expect H.264 and AAC cannot play it.',
  evidenceFor: ['the tracks that MediaMTX and ffprobe list'],
  evidenceAgainst: ['the track is missing', 'the video of the input has that codec'],
  fix: 'Publish the video of the input unchanged and encode the audio in the documented codec (-c:v copy -c:a aac).',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const [tracks, expected] = [outputTracks(facts), expectedCodecs(facts)];
    if (tracks?.video === undefined || tracks.audio === undefined || expected === undefined) return undefined;
    const { video, audio, refs } = tracks;
    // Copied from an input of that codec.
    const isInput = video.codec === inputTracks(facts)?.video?.codec;
    const wrong = [
      ...(video.codec === expected.video || isInput
        ? []
        : [`the video is ${video.codec}, not ${expected.video}`]),
      ...(audio.codec === expected.audio ? [] : [`the audio is ${audio.codec}, not ${expected.audio}`]),
    ];
    if (wrong.length === 0) return undefined;
    return outputFinding(facts, {
      summary: `The output ${facts.outPath ?? ''} has the wrong codec: ${wrong.join(' and ')}.`,
      evidence: refs,
      fix: 'Publish the video of the input unchanged (-c:v copy) and encode the audio in the documented codec (-c:a aac).',
      options: ['-c:v', '-c:a'],
    });
  },
});

import { defineCause } from '../cause.ts';
import { clipFinding } from './publisher-finding.ts';

/** There is nothing to dub. */
export const clipWithoutAudio = defineCause({
  code: 'CLIP_WITHOUT_AUDIO',
  title: 'The clip is published without audio',
  boundary: 'clip',
  class: 'HARNESS',
  meaning: 'The published stream has no audio track, so there is no speech to dub.',
  evidenceFor: ['step 0 finds no audio track in the file', 'MediaMTX receives only a video track'],
  evidenceAgainst: ['the scenario publishes without audio on purpose'],
  fix: 'Use a clip with AAC audio (--fixture). If <clip> has an audio track, make the publisher send it.',
  confirm: ['ffprobe -v error -show_entries stream=codec_type,codec_name <clip>'],
  terminal: true,
  find: (facts) =>
    clipFinding(facts, 'without-audio', ({ text }) => ({
      summary: `The published clip has no audio: ${text}.`,
    })),
});

import { defineCause } from '../cause.ts';
import { clipFinding } from './publisher-finding.ts';

/** The stream would end before MediaMTX makes it available. */
export const clipTooShort = defineCause({
  code: 'CLIP_TOO_SHORT',
  title: 'The clip is too short to be published',
  boundary: 'clip',
  class: 'HARNESS',
  meaning:
    'MediaMTX makes a stream available after about 2 s of its media. A shorter one ends before: no hook is run, and nothing is dubbed.',
  evidenceFor: ['step 0 compares the duration of the clip with the shortest that can be published'],
  evidenceAgainst: [],
  fix: 'Use a longer clip (--fixture), or publish a lead-in before it: --lead-in 5s.',
  confirm: ['ffprobe -v error -show_entries format=duration <clip>'],
  terminal: true,
  find: (facts) =>
    clipFinding(facts, 'too-short', ({ text }) => ({ summary: `The clip is too short: ${text}.` })),
});

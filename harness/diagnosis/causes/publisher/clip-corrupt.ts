import { defineCause } from '../cause.ts';
import { clipFinding } from './publisher-finding.ts';

/** The file is damaged. */
export const clipCorrupt = defineCause({
  code: 'CLIP_CORRUPT',
  title: 'The clip cannot be read, or differs from its manifest',
  boundary: 'clip',
  class: 'HARNESS',
  meaning:
    'The file is truncated or damaged, or it is not the one that its manifest describes. Measurements with it would prove nothing.',
  evidenceFor: [
    'ffprobe cannot read the file',
    'its hash, length or frames differ from the manifest',
    'the publisher cannot read the file',
  ],
  evidenceAgainst: [],
  fix: 'Restore <clip> from its source (git checkout, pnpm fixtures or a new copy). If it was changed on purpose, update its manifest with pnpm fixtures describe.',
  confirm: ['ffprobe -v error -count_packets <clip>'],
  terminal: true,
  find: (facts) =>
    clipFinding(facts, 'corrupt', ({ text }) => ({ summary: `The clip is damaged: ${text}.` })),
});

import { defineCause } from '../cause.ts';
import { clipFinding } from './publisher-finding.ts';

/** There is no file to publish. */
export const clipMissing = defineCause({
  code: 'CLIP_MISSING',
  title: 'The clip does not exist',
  boundary: 'clip',
  class: 'HARNESS',
  meaning: 'The file that the run is to publish does not exist.',
  evidenceFor: ['step 0 or the publisher reports that the file does not exist'],
  evidenceAgainst: [],
  fix: 'Correct the name or path after --fixture, or create the clips of the project with pnpm fixtures.',
  confirm: ['ls -l <clip>'],
  terminal: true,
  find: (facts) =>
    clipFinding(facts, 'missing', ({ text }) => ({ summary: `The clip does not exist: ${text}.` })),
});

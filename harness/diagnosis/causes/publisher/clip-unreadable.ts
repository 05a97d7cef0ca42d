import { defineCause } from '../cause.ts';
import { clipFinding } from './publisher-finding.ts';

/** The file exists, but this user cannot read it. */
export const clipUnreadable = defineCause({
  code: 'CLIP_UNREADABLE',
  title: 'The clip or its manifest cannot be read on this machine',
  boundary: 'clip',
  class: 'ENVIRONMENT',
  meaning:
    'The operating system refuses to read the file of the clip or of its manifest: its permissions, those of its folder, or the disk.',
  evidenceFor: ['step 0 reports the error of the operating system'],
  evidenceAgainst: [],
  fix: 'Make the clip, its manifest and their folder readable for the user of the run: chmod a+r <clip>.',
  confirm: ['ls -l <clip>'],
  terminal: true,
  find: (facts) =>
    clipFinding(facts, 'unreadable', ({ text }) => ({ summary: `The clip cannot be read: ${text}.` })),
});

import { defineCause } from '../cause.ts';
import { clipFinding } from './publisher-finding.ts';

/** The content of the clip is not described. */
export const clipManifestInvalid = defineCause({
  code: 'CLIP_MANIFEST_INVALID',
  title: 'The clip has no valid manifest',
  boundary: 'clip',
  class: 'HARNESS',
  meaning:
    'A clip is published only with a manifest that describes it: its hash, its tracks and the words that are spoken in it. The manifest is missing, or a field of it is.',
  evidenceFor: ['step 0 names the manifest and each field that is missing or wrong'],
  evidenceAgainst: [],
  fix: 'Write the manifest with pnpm fixtures describe <clip>, or correct the fields that step 0 names.',
  confirm: ['pnpm fixtures describe <clip>'],
  terminal: true,
  find: (facts) =>
    clipFinding(facts, 'manifest', ({ text }) => ({ summary: `The clip has no valid manifest: ${text}.` })),
});

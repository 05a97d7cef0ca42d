import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** MediaMTX runs no command when the stream begins. */
export const hookNotConfigured = defineCause({
  code: 'HOOK_NOT_CONFIGURED',
  title: 'MediaMTX has no hook for the input path',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX receives the stream and runs no command for it. The stream is not reported to media-service, so no worker is started.',
  evidenceFor: [
    'the configuration of the input path has no runOnAvailable (formerly runOnReady)',
    'MediaMTX logs the stream as available and starts no command',
  ],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Set runOnAvailable, runOnUnavailable, runOnRecordSegmentCreate and runOnRecordSegmentComplete for the input path in <mediamtx-config>, as services/mediamtx/config.ts does, and restart MediaMTX.',
  confirm: ['curl -s <mediamtx-api>/v3/config/paths/list'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'not-configured', () => {
      const entry = facts.probed('mediamtx-config')?.data.entry;
      const where = entry === undefined ? '' : ` (its entry in paths: ${entry})`;
      return {
        summary: `MediaMTX has no hook for the input path ${facts.inPath ?? ''}${where}, so the stream is not reported to media-service.`,
        ...(entry !== undefined && {
          fix: `In <mediamtx-config>, add to the entry ${entry} of paths: runOnAvailable: <hook> ready, runOnUnavailable: <hook> not-ready, runOnRecordSegmentCreate: <hook> segment-create, runOnRecordSegmentComplete: <hook> segment-complete (the hook with its absolute path). Then restart MediaMTX.`,
        }),
      };
    }),
});

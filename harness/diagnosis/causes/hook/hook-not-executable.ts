import { logRef, observationRef } from '../../facts/run-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** MediaMTX cannot run the hook script because it lacks the execute permission. */
export const hookNotExecutable = defineCause({
  code: 'HOOK_NOT_EXECUTABLE',
  title: 'The MediaMTX hook is not executable',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX starts the hook when a stream begins, and the operating system refuses to execute it. No hook call reaches media-service, so no worker is started.',
  evidenceFor: [
    'the hook file exists without execute permission',
    'MediaMTX logs "permission denied" for it',
  ],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Make the hook executable: chmod +x <hook>.',
  confirm: ['ls -l <hook>'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const [denied] = facts.logs({ source: 'mediamtx', message: /permission denied/ });
    const file = facts.probed('hook-file');
    if (file?.data.exists !== true || file.data.executable !== false) return undefined;
    const { path = 'script' } = file.data;
    return {
      summary: `The MediaMTX hook ${path} is not executable, so MediaMTX cannot report the stream to media-service.`,
      evidence: [
        observationRef(file.event, `${path} exists and has no execute permission`),
        ...(denied === undefined ? [] : [logRef(denied)]),
      ],
      certainty: 'certain',
      fix: `chmod +x ${path}`,
      confirm: [`ls -l ${path}`],
    };
  },
});

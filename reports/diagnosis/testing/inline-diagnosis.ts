import {
  BOUNDARIES,
  type BoundaryId,
  type BoundaryState,
  type BoundaryStatus,
  type DiagnosedCause,
  type Diagnosis,
} from '../../../harness/run-data/diagnosis.ts';

/** A cause as a test states it. */
export const HOOK_CAUSE: DiagnosedCause = {
  code: 'HOOK_NOT_EXECUTABLE',
  title: 'The MediaMTX hook is not executable',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  summary:
    'The MediaMTX hook /srv/dubstep/mtx-hook is not executable, so MediaMTX cannot report the stream to media-service.',
  evidence: [
    {
      text: '/srv/dubstep/mtx-hook exists and has no execute permission',
      atMs: 12_345,
      seq: 6,
      source: 'probe',
    },
    {
      text: 'mediamtx: fork/exec /srv/dubstep/mtx-hook: permission denied',
      atMs: 2301,
      seq: 3,
      source: 'mediamtx',
    },
  ],
  against: [],
  fix: 'chmod +x /srv/dubstep/mtx-hook',
  confirm: ['ls -l /srv/dubstep/mtx-hook'],
};

/** A cause that ranks lower. */
export const LOWER_CAUSE: DiagnosedCause = {
  code: 'MEDIA_SERVICE_NOT_RUNNING',
  title: 'media-service does not run',
  boundary: 'media-service',
  class: 'ENVIRONMENT',
  summary: 'media-service does not answer at http://127.0.0.1:8080.',
  evidence: [{ text: 'GET /v1/streams was not answered', atMs: 9000, source: 'probe' }],
  against: [{ text: 'media-service logged "listening"', atMs: 700, source: 'media-service' }],
  fix: 'Start media-service.',
  confirm: ['curl http://127.0.0.1:8080/health'],
  lowerBecause: 'likely a consequence of HOOK_NOT_EXECUTABLE',
};

/** A chain: `ok` up to the broken boundary, `affected` after it. */
export function inlineChain(
  broken?: BoundaryId,
  statuses: Partial<Record<BoundaryId, BoundaryStatus>> = {},
): BoundaryState[] {
  const at = broken === undefined ? BOUNDARIES.length : BOUNDARIES.indexOf(broken);
  return BOUNDARIES.map((id, index) => {
    const status = index < at ? 'ok' : index === at ? 'broken' : 'affected';
    return { id, title: `Boundary ${id}`, status: statuses[id] ?? status, evidence: [] };
  });
}

/** The diagnosis of a hook that is not executable. */
export const HOOK_DIAGNOSIS: Diagnosis = {
  verdict: HOOK_CAUSE.summary,
  step: { number: 0, id: 'fails', title: 'Step fails' },
  causes: [HOOK_CAUSE],
  alternatives: [LOWER_CAUSE],
  chain: inlineChain('hook'),
  broken: 'hook',
  location: 'scenarios/steps/worker-connected.ts:35',
  next: 'pnpm scenario show inline-1 --step 0',
};

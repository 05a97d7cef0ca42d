import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { DiagnosedCause, Diagnosis } from '../../harness/run-data/diagnosis.ts';
import { colours, noColours } from '../console/terminal.ts';
import { diagnosisBlock } from './diagnosis-block.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS, inlineChain, LOWER_CAUSE } from './testing/inline-diagnosis.ts';

const DISK_CAUSE: DiagnosedCause = {
  ...HOOK_CAUSE,
  code: 'RECORDING_DISK_FULL',
  boundary: 'recording',
  summary: 'The disk of /srv/recordings has 0 MiB left, so MediaMTX cannot record the stream.',
  evidence: [{ text: 'mediamtx: write /srv/recordings/x.mp4: no space left on device', atMs: 8000 }],
  fix: 'Free space on the disk of /srv/recordings.',
};

const UNKNOWN: Diagnosis = {
  ...HOOK_DIAGNOSIS,
  verdict: 'The cause is unknown. The first boundary that differs from a good run is segmenter.',
  causes: [],
  alternatives: [],
  chain: inlineChain('segmenter').map((state) =>
    state.id === 'segmenter'
      ? {
          ...state,
          in: '412 audio frames of the recording',
          out: 'no segment within 10.0 s',
          evidence: [
            { text: 'no segment within 10.0 s', atMs: 9000 },
            { text: 'media-service: the recording has ended', atMs: 8123 },
          ],
        }
      : state,
  ),
  broken: 'segmenter',
  examined: ['the log of media-service', 'worker_segments_total', 'the process of media-service'],
};

function block(diagnosis: Diagnosis, width: number): string[] {
  return diagnosisBlock(diagnosis, { paint: noColours, width });
}

test('names the cause first, then why, then what to do', () => {
  expect(block(HOOK_DIAGNOSIS, Number.POSITIVE_INFINITY).join('\n')).toMatchInlineSnapshot(`
    "HOOK_NOT_EXECUTABLE (ENVIRONMENT): The MediaMTX hook /srv/dubstep/mtx-hook is not executable, so MediaMTX cannot report the stream to media-service.
    chain      clip … recording ✓  hook ✗  media-service … measurement –
    legend     ✓ ok, ✗ broken first, – affected by it; a … b: from a to b; evidence: strongest first, time since the start of the run
    evidence    12.345 s  /srv/dubstep/mtx-hook exists and has no execute permission
                 2.301 s  mediamtx: fork/exec /srv/dubstep/mtx-hook: permission denied
    also seen  MEDIA_SERVICE_NOT_RUNNING: likely a consequence of HOOK_NOT_EXECUTABLE
    who acts   ENVIRONMENT: the operators of the machine or the deployment
    fix        chmod +x /srv/dubstep/mtx-hook
    next       pnpm scenario show inline-1 --step 0
    failed at  scenarios/steps/worker-connected.ts:35 (the statement of the test that failed)"
  `);
});

test('breaks lines at the width of the terminal', () => {
  const lines = block(HOOK_DIAGNOSIS, 76);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "HOOK_NOT_EXECUTABLE (ENVIRONMENT): The MediaMTX hook /srv/dubstep/mtx-hook
    is not executable, so MediaMTX cannot report the stream to media-service.
    chain      clip … recording ✓  hook ✗  media-service … measurement –
    legend     ✓ ok, ✗ broken first, – affected by it; a … b: from a to b
    evidence    12.345 s  /srv/dubstep/mtx-hook exists and has no execute
                          permission
                 2.301 s  mediamtx: fork/exec /srv/du…tx-hook: permission denied
    also seen  MEDIA_SERVICE_NOT_RUNNING: likel…nsequence of HOOK_NOT_EXECUTABLE
    who acts   ENVIRONMENT: the operators of the machine or the deployment
    fix        chmod +x /srv/dubstep/mtx-hook
    next       pnpm scenario show inline-1 --step 0
    failed at  scenarios/steps/worker-connected.ts:35"
  `);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(76);
});

test('colours change no character', () => {
  const painted = diagnosisBlock(HOOK_DIAGNOSIS, { paint: colours, width: 76 });
  expect(painted.join('\n')).not.toBe(block(HOOK_DIAGNOSIS, 76).join('\n'));
  expect(painted.map(stripVTControlCharacters)).toEqual(block(HOOK_DIAGNOSIS, 76));
});

test('names two independent causes, each with its evidence and its fix', () => {
  const both = { ...HOOK_DIAGNOSIS, causes: [DISK_CAUSE, HOOK_CAUSE], verdict: 'both' };
  const text = block(both, Number.POSITIVE_INFINITY).join('\n');
  expect(text).toMatch(/^RECORDING_DISK_FULL \(ENVIRONMENT\): The disk of .*\nHOOK_NOT_EXECUTABLE/);
  expect(text).toContain('no space left on device');
  expect(text).toContain('Free space');
  expect(text).toContain('chmod +x');
});

test('states what differs when the cause is unknown, and repeats no sentence', () => {
  const text = block(UNKNOWN, Number.POSITIVE_INFINITY).join('\n');
  expect(text).toMatchInlineSnapshot(`
    "CAUSE_UNKNOWN (INCONCLUSIVE): The cause is unknown. The first boundary that differs from a good run is segmenter.
    chain      clip … ingest ✓  segmenter ✗  sts-connection … measurement –
    legend     ✓ ok, ✗ broken first, – affected by it; a … b: from a to b; evidence: strongest first, time since the start of the run
    went in    412 audio frames of the recording
    came out   no segment within 10.0 s
    evidence     8.123 s  media-service: the recording has ended
    examined   the log of media-service, worker_segments_total, the process of media-service
    who acts   INCONCLUSIVE: the reader of the run, who has to find out more
    next       pnpm scenario show inline-1 --step 0
    failed at  scenarios/steps/worker-connected.ts:35 (the statement of the test that failed)"
  `);
  expect(text.match(/no segment within/g)).toHaveLength(1);
});

describe('at most 12 lines', () => {
  const long = 'a long explanation of what was observed '.repeat(12).trim();
  const verbose = (cause: DiagnosedCause): DiagnosedCause => ({
    ...cause,
    summary: long,
    evidence: cause.evidence.concat(cause.evidence).map((ref) => ({ ...ref, text: long })),
    fix: long,
  });
  const causes = [HOOK_CAUSE, DISK_CAUSE, LOWER_CAUSE].map(verbose);
  const longest: Diagnosis = {
    ...HOOK_DIAGNOSIS,
    causes,
    alternatives: causes.map((cause) => ({ ...cause, lowerBecause: long })),
  };

  test.each([60, 76, 116, Number.POSITIVE_INFINITY])('at %s columns', (width) => {
    for (const diagnosis of [longest, { ...longest, causes: causes.slice(0, 1), verdict: long }]) {
      const lines = block(diagnosis, width);
      const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0);
      expect(rows).toBeLessThanOrEqual(12);
      expect(lines[0]).toMatch(/^HOOK_NOT_EXECUTABLE/);
      expect(lines.join('\n')).toContain('next       pnpm scenario show');
      expect(lines.join('\n')).toContain('failed at  scenarios/steps/worker-connected.ts:35');
    }
  });
});

test('removes control sequences', () => {
  const hostile = { ...HOOK_DIAGNOSIS, verdict: '\u001b[2Jgone\nsecond line', next: 'a\u0007b' };
  const text = block(hostile, 76).join('\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be printed
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(text).toContain('gone ⏎ second line');
});

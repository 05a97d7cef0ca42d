import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Diagnosis } from '../../harness/run-data/diagnosis.ts';
import { HOSTILE } from '../testing/sample-run.ts';
import { diagnosisMarkdown } from './diagnosis-markdown.ts';
import { diagnosisReporter } from './diagnosis-report.ts';
import { diagnosedRun, logLine } from './testing/diagnosed-run.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS, inlineChain } from './testing/inline-diagnosis.ts';

test('contains everything that a ticket needs', async () => {
  const text = (await diagnosisMarkdown(await diagnosedRun(HOOK_DIAGNOSIS))) ?? '';
  expect(text.replace(/## Chain[\s\S]*?\n\n(?=## HOOK)/, '## Chain …\n\n')).toMatchInlineSnapshot(`
    "# HOOK_NOT_EXECUTABLE (ENVIRONMENT)

    The MediaMTX hook /srv/dubstep/mtx-hook is not executable, so MediaMTX cannot report the stream to media-service.

    \`inline\` failed at step 0 \`fails\` (Step fails). The statement of the test that failed is at \`scenarios/steps/worker-connected.ts:35\`.
    Run \`inline-1\`, environment \`process\`, started at 2026-11-22T12:00:00.000Z, 14.0 s. Times are seconds since the start of the run.

    ## Chain …

    ## HOOK_NOT_EXECUTABLE: The MediaMTX hook is not executable

    Boundary hook. Class ENVIRONMENT. Who acts: the operators of the machine or the deployment.

    **Evidence for it, strongest first**

    | time | evidence | source | recorded in |
    | --- | --- | --- | --- |
    | 12.345 s | /srv/dubstep/mtx-hook exists and has no execute permission | probe | event 6 of \`events.ndjson\` |
    | 2.301 s | mediamtx: fork/exec /srv/dubstep/mtx-hook: permission denied | mediamtx | event 3 of \`events.ndjson\` |

    **Evidence against it**

    None was found.

    **Fix**

    chmod +x /srv/dubstep/mtx-hook

    **Confirm**

    \`\`\`sh
    ls -l /srv/dubstep/mtx-hook
    \`\`\`

    ## Other causes with evidence

    | cause | summary | for it | against it | not named first because |
    | --- | --- | --- | --- | --- |
    | MEDIA_SERVICE_NOT_RUNNING | media-service does not answer at http://127.0.0.1:8080. | 9.000 s GET /v1/streams was not answered | 0.700 s media-service logged "listening" | likely a consequence of HOOK_NOT_EXECUTABLE |

    ## Checks that did not pass

    | step | check | measured | limit | note |
    | --- | --- | --- | --- | --- |
    | 0 fails | words \\| found | \`2 words\` | \`≥ 5 words\` |  |

    ## Errors of steps

    | step | code | message |
    | --- | --- | --- |
    | 0 fails | POLL_TIMEOUT | Waited for 10 s. |

    ## Log around 2.301 s

    All sources on one clock.

    \`\`\`text
       0.500 s  media-service  info  long before
       2.301 s  mediamtx  error  fork/exec: permission denied
       2.400 s  media-service  info  waiting
    \`\`\`

    ## Rerun

    \`\`\`sh
    pnpm scenario show inline-1 --step 0  # inspect
    pnpm scenario diagnose inline-1  # diagnose again
    pnpm scenario inline --step 0  # after a fix, rerun up to this step
    \`\`\`

    ## Run

    \`\`\`json
    {"params":{"sts":"real","apiKey":"(removed)"},"tools":"not determined"}
    \`\`\`
    "
  `);
  expect(text.split(HOOK_CAUSE.summary)).toHaveLength(2);
  expect(text).toContain('| ✗ broken | **hook** |');
  expect(text.match(/^\| [✓✗–] .*\|$/gm)).toHaveLength(21);
});

test('states what was examined when the cause is unknown', async () => {
  const chain = inlineChain('segmenter').map((state) =>
    state.id === 'segmenter' ? { ...state, in: '412 frames', out: 'no segment' } : state,
  );
  const diagnosis: Diagnosis = {
    ...{ ...HOOK_DIAGNOSIS, verdict: 'The cause is unknown.', causes: [], alternatives: [] },
    ...{ chain, broken: 'segmenter', examined: ['segmenter: broken, no segment', 'probes: disk'] },
  };
  const text = (await diagnosisMarkdown(await diagnosedRun(diagnosis))) ?? '';
  expect(text).toMatch(/^# CAUSE_UNKNOWN \(INCONCLUSIVE\)\n\nThe cause is unknown\.\n/);
  expect(text).toContain('| ✗ broken | **segmenter** | 412 frames | no segment |');
  expect(text).toContain('**Examined**: segmenter, probes.');
});

test('escapes text of the pipeline', async () => {
  const cause = { ...HOOK_CAUSE, summary: HOSTILE, evidence: [{ text: HOSTILE, atMs: 2301 }], fix: HOSTILE };
  const hostile = { ...HOOK_DIAGNOSIS, verdict: HOSTILE, causes: [cause] };
  const text = (await diagnosisMarkdown(await diagnosedRun(hostile, logLine(2500, HOSTILE, HOSTILE)))) ?? '';
  const [prose = '', ...blocks] = text.split(/^## Log around/m);
  expect(prose).not.toMatch(/(?<!\\)<(?!br>)|(?<!\\)`\*|\p{Cc}(?<!\n)/u);
  const tables = prose.split('\n\n').filter((paragraph) => paragraph.startsWith('| '));
  expect(tables.length).toBeGreaterThan(4);
  for (const table of tables) {
    const widths = table.split('\n').map((row) => row.split(/(?<!\\)\|/).length);
    expect(new Set(widths).size).toBe(1);
  }
  expect(blocks.join('')).not.toMatch(/\p{Cc}(?<!\n)/u);
});

test('is written for a failed run only', async () => {
  const folder = await diagnosedRun(HOOK_DIAGNOSIS);
  await diagnosisReporter.finish?.(folder);
  expect(await readFile(join(folder, 'diagnosis.md'), 'utf8')).toContain('HOOK_NOT_EXECUTABLE');
  const other = await diagnosedRun(undefined);
  await diagnosisReporter.finish?.(other);
  await expect(access(join(other, 'diagnosis.md'))).rejects.toThrow('ENOENT');
});

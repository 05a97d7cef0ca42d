import { expect, test } from 'vitest';
import type { Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { BESIDE, diagnosedRun } from '../../diagnosis/testing/diagnosed-run.ts';
import {
  HOOK_CAUSE,
  HOOK_DIAGNOSIS,
  inlineChain,
  LOWER_CAUSE,
} from '../../diagnosis/testing/inline-diagnosis.ts';
import { HOSTILE } from '../../testing/sample-run.ts';
import { readRunView } from '../model/run-view.ts';
import { runPage } from './run-page.ts';

/** The page of a run that ended with this diagnosis. */
async function pageOf(diagnosis: Diagnosis): Promise<string> {
  return runPage(await readRunView(await diagnosedRun(diagnosis)));
}

/** What a reader sees before the log. */
function visible(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>|<template[\s\S]*?<\/template>|<script>[\s\S]*?<\/script>/g, '')
    .replace(/<title>.*<\/title>/, '');
}

test('the diagnosis comes first, and no sentence twice', async () => {
  const page = visible(await pageOf(HOOK_DIAGNOSIS));
  const at = page.indexOf('id="diagnosis"');
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(page.indexOf('class="strip"'));
  expect(page.split(HOOK_CAUSE.summary)).toHaveLength(2);
  expect(page.split(BESIDE)).toHaveLength(2);
  for (const { text } of HOOK_CAUSE.evidence) expect(page.split(`>${text}`)).toHaveLength(2);
  expect(page).not.toContain('fault of the pipeline');
  expect(page).toContain(LOWER_CAUSE.lowerBecause);
});

test('draws every boundary, with the broken one marked', async () => {
  const page = visible(await pageOf(HOOK_DIAGNOSIS));
  expect(page.match(/<li class="\w+ is-(ok|broken|affected)">/g)).toHaveLength(21);
  expect(page).toMatch(/<li class="bad is-broken"><a href="#boundary-hook"/);
});

test('evidence links to its row of the log', async () => {
  const page = await pageOf({
    ...HOOK_DIAGNOSIS,
    causes: [
      {
        ...HOOK_CAUSE,
        evidence: [
          { text: 'permission denied', atMs: 2301, seq: 3 },
          { text: 'by time', atMs: 2390 },
          { text: 'in a file', file: 'evidence/a b.json' },
        ],
      },
    ],
  });
  // Rows: start of the run, start of the step, then the log lines.
  const { rows } = (await readRunView(await diagnosedRun(HOOK_DIAGNOSIS))).log;
  const rowOf = (text: string): string => `data-log-row="${rows.findIndex((row) => row.text === text)}"`;
  expect(page).toMatch(
    new RegExp(`${rowOf('fork/exec: permission denied')}[^>]*>2.301 s</a><span[^>]*>permission denied`),
  );
  expect(page).toMatch(new RegExp(`${rowOf('waiting')}[^>]*>2.390 s</a><span[^>]*>by time`));
  expect(page).toContain('<a href="./evidence/a%20b.json">');
});

test('states what was examined when the cause is unknown', async () => {
  const unknown = {
    ...HOOK_DIAGNOSIS,
    causes: [],
    verdict: 'The cause is unknown.',
    examined: ['ports: ok, free'],
  };
  const page = visible(await pageOf({ ...unknown, chain: inlineChain('segmenter'), broken: 'segmenter' }));
  expect(page).toContain('<code>CAUSE_UNKNOWN</code>');
  expect(page).toContain('Examined: ports');
});

test('names several causes', async () => {
  const page = visible(
    await pageOf({ ...HOOK_DIAGNOSIS, causes: [HOOK_CAUSE, LOWER_CAUSE], alternatives: [] }),
  );
  expect(page).toContain('2 independent causes');
  for (const { code } of [HOOK_CAUSE, LOWER_CAUSE]) expect(page).toContain(`<h3><code>${code}</code>`);
});

test('escapes text of the pipeline', async () => {
  const cause = {
    ...HOOK_CAUSE,
    summary: HOSTILE,
    title: HOSTILE,
    fix: HOSTILE,
    evidence: [{ text: HOSTILE, source: HOSTILE, file: HOSTILE }],
    confirm: [HOSTILE],
  };
  const page = await pageOf({ ...HOOK_DIAGNOSIS, verdict: HOSTILE, causes: [cause], alternatives: [cause] });
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toContain('</a>]]>');
});

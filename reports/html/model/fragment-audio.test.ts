import { expect, test } from 'vitest';
import type { Json } from '../../../harness/engine/event.ts';
import { type InlineEvent, inlineRun, runStart } from '../../testing/sample-run.ts';
import { runPage } from '../page/run-page.ts';
import { readRunView } from './run-view.ts';

const STEP = { number: 0, id: 'fragments', title: 'Fragments' };

function observed(atMs: number, name: string, payload: Json): InlineEvent {
  return { atMs, during: 0, type: 'observation', source: 'sts', name, data: { meta: {}, payload } };
}

function sent(atMs: number, id: string, sequence: number): InlineEvent {
  const payload = { fragment_id: id, sequence_number: sequence, timestamp: atMs, audio: { duration_ms: 10 } };
  return observed(atMs, 'fragment:data', payload);
}

function processed(atMs: number, id: string, sequence: number): InlineEvent {
  const payload = { fragment_id: id, sequence_number: sequence, status: 'success' };
  return observed(atMs, 'fragment:processed', payload);
}

function attached(name: string, path = `attachments/${name}`): InlineEvent {
  return { atMs: 90, during: 0, type: 'attachment', name, path, contentType: 'audio/mp4' };
}

function ended(output: Json): InlineEvent {
  const result = { ...STEP, status: 'passed' as const, durationMs: 1, attempts: 1, checks: [], output };
  return { atMs: 95, type: 'step:end', result };
}

/** Two STS sessions with the same sequence numbers. The second fragment of the second one has no result. */
const TWO_SESSIONS = [
  ...[sent(10, 'a', 0), processed(15, 'a', 0), sent(20, 'b', 1), processed(25, 'b', 1)],
  ...[sent(30, 'c', 0), processed(35, 'c', 0), sent(40, 'd', 1)],
];
const ANSWERED: readonly (readonly [id: string, sequence: number])[] = [
  ['a', 0],
  ['b', 1],
  ['c', 0],
];

function kept(id: string, sequence: number, path: (side: string) => string): Json {
  const common = { fragmentId: id, sequenceNumber: sequence, status: 'success', startS: 0, durationS: 1 };
  return { ...common, original: { path: path('original') }, dubbed: { path: path('dubbed') } };
}

async function audioOf(...events: readonly InlineEvent[]): Promise<Record<string, (string | undefined)[]>> {
  const view = await readRunView(await inlineRun(runStart('fragments'), ...events));
  const files = view.fragments.map(({ id, original, dubbed }) => [id, [original?.path, dubbed?.path]]);
  return Object.fromEntries(files);
}

test('finds the audio of fragments by id after a reconnect, and none for an unanswered one', async () => {
  const files = ANSWERED.flatMap(([id, sequence]) =>
    ['original', 'dubbed'].map((side) => attached(`fragment-${sequence}-${id}-${side}.m4a`)),
  );
  const folder = await inlineRun(runStart('fragments'), ...TWO_SESSIONS, ...files);
  const page = runPage(await readRunView(folder));
  const cards = page.split('<article class="fragment card" id="fragment-').slice(1);
  const played = cards.map((card) => [
    card.slice(0, card.indexOf('"')),
    ...[...card.matchAll(/data-audio="([^"]+)"/g)].map(([, href]) => href),
  ]);
  expect(played).toEqual([
    ['a', './attachments/fragment-0-a-original.m4a', './attachments/fragment-0-a-dubbed.m4a'],
    ['b', './attachments/fragment-1-b-original.m4a', './attachments/fragment-1-b-dubbed.m4a'],
    ['c', './attachments/fragment-0-c-original.m4a', './attachments/fragment-0-c-dubbed.m4a'],
    ['d'],
  ]);
  expect(cards[3]?.match(/no audio file/g)).toHaveLength(2);
});

test('finds files that are named by sequence number through the output of the step', async () => {
  const path = (id: string, sequence: number) => (side: string) =>
    `attachments/fragment-${sequence}-${side}${id === 'c' ? '-2' : ''}.m4a`;
  const files = ANSWERED.flatMap(([id, sequence]) =>
    ['original', 'dubbed'].map((side) =>
      attached(`fragment-${sequence}-${side}.m4a`, path(id, sequence)(side)),
    ),
  );
  const list = ANSWERED.map(([id, sequence]) => kept(id, sequence, path(id, sequence)));
  expect(await audioOf(...TWO_SESSIONS, ...files, ended({ list }))).toEqual({
    a: ['attachments/fragment-0-original.m4a', 'attachments/fragment-0-dubbed.m4a'],
    b: ['attachments/fragment-1-original.m4a', 'attachments/fragment-1-dubbed.m4a'],
    c: ['attachments/fragment-0-original-2.m4a', 'attachments/fragment-0-dubbed-2.m4a'],
    d: [undefined, undefined],
  });
});

test('uses a file that is named by sequence number only when the number is unique', async () => {
  const files = [attached('fragment-0-original.m4a'), attached('fragment-2-original.m4a')];
  expect(await audioOf(...TWO_SESSIONS, sent(50, 'e', 2), ...files)).toMatchObject({
    a: [undefined, undefined],
    c: [undefined, undefined],
    e: ['attachments/fragment-2-original.m4a', undefined],
  });
});

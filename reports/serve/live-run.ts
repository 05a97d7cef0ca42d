import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as pause } from 'node:timers/promises';
import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import { isRecordedValue } from '../../harness/engine/checks.ts';
import type { RunEvent, StepIdentity } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import { parseEventLine } from '../../harness/engine/run-folder/read-event-log.ts';
import { checkTitle } from '../check-label.ts';
import { plainLine } from '../format/plain-text.ts';
import { formatDuration } from '../format/values.ts';
import { html } from '../html/markup.ts';
import { type LogRow, logRow } from '../html/model/log-row.ts';
import { documentOf } from '../html/page/page-document.ts';

/** A change of the live page. */
export type LiveMessage =
  | {
      readonly type: 'run';
      readonly scenario: string;
      readonly title: string;
      readonly steps: readonly StepIdentity[];
    }
  | {
      readonly type: 'step';
      readonly number: number;
      readonly status: string;
      readonly duration: string;
      readonly reason: string;
    }
  | {
      readonly type: 'check';
      readonly number: number;
      readonly id: string;
      readonly title: string;
      /** `value`: recorded without a limit. */
      readonly kind: 'check' | 'value';
      readonly status: string;
      readonly actual: string;
      readonly limit: string;
    }
  /** The latest poll of the current step. */
  | { readonly type: 'poll'; readonly number: number; readonly text: string }
  | { readonly type: 'row'; readonly row: LogRow }
  | { readonly type: 'end'; readonly status: string; readonly duration: string };

const MAX_TEXT_LENGTH = 400;
const POLL_INTERVAL_MS = 200;
const CHUNK_BYTES = 256_000;

/** The page that follows a run. Its script applies the messages of the server. */
export function livePage(runId: string): string {
  return documentOf({
    title: `running: ${runId}`,
    scripts: ['live'],
    connects: true,
    withInlinedFiles: false,
    header: html`<header class="card none" id="head" data-run="${runId}"><div class="verdict"><span class="badge none" id="verdict" aria-live="polite">running</span><h1 id="scenario">${runId}</h1>
<span class="chips"><span class="chip duration" id="elapsed"></span></span></div>
<p class="title" id="title"></p><p class="problem" id="trouble" hidden></p></header>`,
    body: html`<section id="live-steps"></section>
<h2 class="live-log-title">Log</h2><div class="card live-log" id="live-log-view" tabindex="0"><table class="log-lines"><tbody id="live-log"></tbody></table></div>
<p class="note"><a href="/">All runs</a></p>`,
  });
}

/** Converts an event to a message. @returns undefined for events that the live page does not show */
export function liveMessage(event: RunEvent): LiveMessage | undefined {
  switch (event.type) {
    case 'run:start': {
      const { scenario, steps } = event;
      return { type: 'run', scenario: scenario.id, title: scenario.title, steps };
    }
    case 'step:start':
      return { type: 'step', number: event.step.number, status: 'running', duration: '', reason: '' };
    case 'step:end': {
      const { number, status, durationMs, reason, error } = event.result;
      const duration = status === 'not-run' ? '' : formatDuration(durationMs);
      return { type: 'step', number, status, duration, reason: shorten(reason ?? error?.message ?? '') };
    }
    case 'check': {
      if (event.during === undefined) return undefined;
      const { id, status } = event.check;
      const [actual, limit] = [shorten(formatActual(event.check)), shorten(formatLimit(event.check) ?? '')];
      const title = checkTitle(event.check);
      const kind = isRecordedValue(event.check) ? 'value' : 'check';
      return { type: 'check', number: event.during, id, title, kind, status, actual, limit };
    }
    case 'poll': {
      if (event.during === undefined) return undefined;
      return { type: 'poll', number: event.during, text: shorten(`${event.name}: ${logRow(event).text}`) };
    }
    case 'run:end':
      return { type: 'end', status: event.status, duration: formatDuration(event.durationMs) };
    case 'log':
    case 'observation': {
      const row = logRow(event);
      const data = row.data === undefined ? {} : { data: shorten(row.data) };
      return row.level === 'trace'
        ? undefined
        : { type: 'row', row: { ...row, text: shorten(row.text), ...data } };
    }
    case 'attachment':
    case 'teardown':
      return undefined;
  }
}

function shorten(text: string): string {
  return clip(plainLine(text), MAX_TEXT_LENGTH);
}

/**
 * Yields the events of a run from its start, each as soon as it is written. Ends with the run, or when `signal` is
 * aborted.
 */
export async function* followEvents(path: string, signal: AbortSignal): AsyncGenerator<RunEvent> {
  await using file = await open(path);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let line = 0;
  while (!signal.aborted) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length);
    if (bytesRead === 0) {
      await pause(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const lines = (rest + decoder.write(chunk.subarray(0, bytesRead))).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line += 1;
      const event = parseEventLine(path, line, text);
      yield event;
      if (event.type === 'run:end') return;
    }
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { CheckResult, EventBody, Json, StepResult } from '../../../harness/engine/event.ts';

/** Describes an invented run for tests of the page. */
export interface SyntheticRun {
  readonly fragments: number;
  readonly segmentS: number;
  /** Step 3 fails and the later steps do not run. */
  readonly fails?: boolean;
  /** Number of additional log lines. */
  readonly logLines?: number;
  readonly transcript?: string;
  /** Whether to write audio and video files. */
  readonly media?: boolean;
}

const IDS = ['setup', 'received', 'connected', 'fragments', 'data', 'output', 'metrics'];

/** Writes the folder of an invented run: event log, and audio and video files if requested. */
export async function writeSyntheticRun(folder: string, run: SyntheticRun): Promise<void> {
  const log = new SyntheticLog(run.fragments * run.segmentS * 1000 + 8000);
  const steps = IDS.map((id, number) => ({ number, id, title: `Step ${id}` }));
  log.add(0, {
    type: 'run:start',
    runId: 'r-1',
    scenario: { id: 'synthetic', title: 'An invented run', tags: [] },
    environment: 'process',
    params: { sts: 'real' },
    steps,
    startedAt: '2026-01-01T00:00:00.000Z',
  });
  const words = Array.from({ length: run.fragments * run.segmentS }, (_, s) => {
    return { startS: s + 0.3, endS: s + 0.7, word: s % 2 === 0 ? 'one' : 'two' };
  });
  const durationS = run.fragments * run.segmentS;
  log.step(0, 10, 1000, { output: { clip: { durationS, words } } });
  log.step(1, 1000, 3000, { output: { publishedAtMs: 1000 } });
  log.step(2, 3000, 3010, {});
  log.fragments(run);
  const endMs = 4000 + run.fragments * run.segmentS * 1000;
  for (let line = 0; line < (run.logLines ?? 0); line += 1) {
    const level = line % 100 === 99 ? 'warn' : 'info';
    const body = {
      type: 'log',
      source: line % 2 ? 'mediamtx' : 'media-service',
      level,
      message: `line ${line}`,
    } as const;
    log.add(3010 + (line * (endMs - 3010)) / (run.logLines ?? 1), body, 3);
  }
  const error = { name: 'E', code: 'SERVICE_DIED', message: 'the service died', fault: 'PRODUCT' } as const;
  const few: CheckResult = {
    id: 'fragments-processed',
    title: 'fragments processed',
    status: 'failed',
    actual: 1,
    limit: { min: 5 },
  };
  log.step(3, 3010, endMs, run.fails === true ? { status: 'failed', error, checks: [few] } : {});
  if (run.fails === true) {
    for (const number of [4, 5, 6])
      log.step(number, endMs, endMs, { status: 'not-run', reason: 'blocked by step 3' });
  } else {
    log.step(4, endMs, endMs + 10, {});
    log.add(endMs + 20, { type: 'observation', source: 'output', name: 'ended', data: { endedAtMs: endMs } });
    if (run.media === true)
      log.add(
        endMs + 20,
        { type: 'attachment', name: 'capture', path: 'capture.mp4', contentType: 'video/mp4' },
        5,
      );
    log.step(5, endMs + 10, endMs + 30, { output: outputOf(run) });
    const sync: CheckResult = {
      id: 'av-offset-measured',
      title: 'A/V offset, measured',
      status: 'passed',
      actual: 3,
      limit: { min: -120, max: 120 },
    };
    log.step(6, endMs + 30, endMs + 40, { checks: [sync] });
  }
  log.add(endMs + 50, {
    type: 'run:end',
    status: run.fails === true ? 'failed' : 'passed',
    durationMs: endMs + 50,
  });
  await writeFile(join(folder, 'events.ndjson'), log.text());
  if (run.media === true) await writeMedia(folder, run);
}

function outputOf({ fragments, segmentS }: SyntheticRun): Json {
  const reference = fragments * segmentS * 30;
  return {
    durationS: fragments * segmentS,
    videoCodec: 'h264',
    audioCodec: 'aac',
    frames: {
      reference,
      identical: reference - 3,
      missingTail: 2,
      changed: 1,
      firstDifferences: [{ kind: 'changed', referenceIndex: 7, ptsS: 7 / 30 }],
    },
    segments: Array.from({ length: fragments }, (_, sequence) => {
      return {
        sequence,
        audio: 'dubbed',
        dubbedSimilarity: 0.9,
        originalSimilarity: 0.1,
        levelDbfs: -20,
        offsetMs: sequence % 7,
      };
    }),
  };
}

/** Collects events in any order and sorts them by time. */
class SyntheticLog {
  readonly #events: { readonly atMs: number; readonly during?: number; readonly body: EventBody }[] = [];
  readonly #endMs: number;

  constructor(endMs: number) {
    this.#endMs = endMs;
  }

  add(atMs: number, body: EventBody, during?: number): void {
    this.#events.push({ atMs, body, ...(during !== undefined && { during }) });
  }

  step(number: number, fromMs: number, toMs: number, fields: Partial<StepResult>): void {
    const step = { number, id: IDS[number] ?? '', title: `Step ${IDS[number]}` };
    const result: StepResult = {
      ...step,
      status: 'passed',
      durationMs: toMs - fromMs,
      attempts: 1,
      checks: [],
      ...fields,
    };
    if (result.status !== 'not-run')
      this.add(fromMs, { type: 'step:start', step, attempt: 1, timeoutMs: this.#endMs }, number);
    for (const check of result.checks) this.add(toMs, { type: 'check', check }, number);
    this.add(toMs, { type: 'step:end', result }, number);
  }

  fragments({ fragments, segmentS, transcript, fails }: SyntheticRun): void {
    for (let sequence = 0; sequence < fragments; sequence += 1) {
      const id = `f-${sequence}`;
      const sentMs = 1500 + (sequence + 1) * segmentS * 1000;
      const observe = (atMs: number, name: string, payload: Json, direction: string): void =>
        this.add(
          atMs,
          { type: 'observation', source: 'sts', name, data: { meta: { direction }, payload } },
          3,
        );
      const key = { fragment_id: id, sequence_number: sequence };
      observe(
        sentMs,
        'fragment:data',
        { ...key, timestamp: sequence * segmentS * 1000, audio: { duration_ms: segmentS * 1000 } },
        'worker-to-sts',
      );
      observe(sentMs + 3, 'fragment:ack', { fragment_id: id, status: 'queued' }, 'sts-to-worker');
      const processed = {
        ...key,
        status: 'success',
        transcript: transcript ?? 'one two',
        translated_text: 'uno dos',
      };
      observe(
        sentMs + 400,
        'fragment:processed',
        {
          ...processed,
          processing_time_ms: 397,
          stage_timings: { asr_ms: 200, translation_ms: 20, tts_ms: 60 },
        },
        'sts-to-worker',
      );
      const count = [
        { name: 'worker_audio_fragments_total', labels: { status: 'processed' }, value: sequence },
      ];
      this.add(
        sentMs + 500,
        { type: 'observation', source: 'media-service', name: 'metrics', data: count },
        3,
      );
      this.add(
        sentMs + 600,
        {
          type: 'poll',
          name: 'fragment:processed',
          attempt: sequence + 1,
          done: fails !== true && sequence === fragments - 1,
          value: sequence + 1,
        },
        3,
      );
      for (const side of ['original', 'dubbed']) {
        const path = `attachments/fragment-${sequence}-${side}.m4a`;
        this.add(
          sentMs + 700,
          {
            type: 'attachment',
            name: `fragment-${sequence}-${id}-${side}.m4a`,
            path,
            contentType: 'audio/mp4',
          },
          3,
        );
      }
    }
  }

  text(): string {
    const sorted = this.#events.toSorted((a, b) => a.atMs - b.atMs);
    return `${sorted.map(({ atMs, during, body }, seq) => JSON.stringify({ seq, atMs, ...(during !== undefined && { during }), ...body })).join('\n')}\n`;
  }
}

async function writeMedia(folder: string, { fragments, segmentS }: SyntheticRun): Promise<void> {
  await mkdir(join(folder, 'attachments'), { recursive: true });
  const audioFiles = Array.from({ length: fragments }, (_, sequence) =>
    ['original', 'dubbed'].map((side) => join(folder, 'attachments', `fragment-${sequence}-${side}.m4a`)),
  ).flat();
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${segmentS}`];
  const pattern = ['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=30:duration=${segmentS}`];
  const video = [
    '-map',
    '1:v',
    '-map',
    '0:a',
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    join(folder, 'capture.mp4'),
  ];
  const audio = audioFiles.flatMap((file) => ['-map', '0:a', '-c:a', 'aac', file]);
  await execa('ffmpeg', ['-nostdin', '-loglevel', 'error', ...tone, ...pattern, ...video, ...audio]);
}

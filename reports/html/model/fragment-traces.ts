import type { RunEvent } from '../../../harness/engine/event.ts';
import {
  ackSchema,
  clipSchema,
  keptFragmentsSchema,
  processedSchema,
  sentSchema,
} from './fragment-payloads.ts';
import type { FragmentTimes, FragmentView, StageView } from './fragment-view.ts';
import { matchWords } from './spoken-words.ts';

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Draft = Writable<Omit<FragmentView, 'times'>> & { readonly times: Writable<FragmentTimes> };

/** What the times of all fragments hang on, in ms on the run's clock. */
export interface StreamTimes {
  readonly publishedMs?: number;
  /** When the media time 0 of the output left the worker. */
  readonly outputZeroMs?: number;
}

/** The stages by the names that the STS service gives them, in the order of the work. */
const STAGES: readonly (readonly [field: string, name: string])[] = [
  ['queue_ms', 'queue'],
  ['decode_ms', 'decode'],
  ['asr_ms', 'ASR'],
  ['translation_ms', 'translation'],
  ['tts_ms', 'TTS'],
  ['encode_ms', 'encode'],
];

/** Follows each fragment through what was seen of it. */
export class FragmentTraces {
  readonly #drafts = new Map<string, Draft>();
  readonly #sounds = new Map<string, string>();
  #words: readonly { readonly startS: number; readonly word: string }[] = [];

  add(event: RunEvent): void {
    if (event.type === 'observation' && event.source === 'sts')
      this.#observe(event.name, event.data, event.atMs);
    else if (event.type === 'attachment') {
      const named = /^(fragment-\d+-(?:original|dubbed))\./.exec(event.name)?.[1];
      if (named !== undefined) this.#sounds.set(named, event.path);
    } else if (event.type === 'step:end') {
      const clip = clipSchema.safeParse(event.result.output);
      if (clip.success) this.#words = clip.data.clip.words;
      this.#addKept(event.result.output);
    }
  }

  view({ publishedMs, outputZeroMs }: StreamTimes): FragmentView[] {
    return [...this.#drafts.values()]
      .toSorted((a, b) => (a.times.sentMs ?? 0) - (b.times.sentMs ?? 0) || a.startS - b.startS)
      .map((draft) => {
        const { startS, durationS, sequence } = draft;
        const [fromMs, toMs] = [startS * 1000, (startS + durationS) * 1000];
        const original = this.#sounds.get(`fragment-${sequence}-original`) ?? draft.original?.path;
        const dubbed = this.#sounds.get(`fragment-${sequence}-dubbed`) ?? draft.dubbed?.path;
        return {
          ...draft,
          ...this.#speech(draft),
          ...(original !== undefined && { original: { path: original } }),
          ...(dubbed !== undefined && { dubbed: { path: dubbed } }),
          times: {
            ...draft.times,
            ...(publishedMs !== undefined && {
              capturedFromMs: publishedMs + fromMs,
              capturedToMs: publishedMs + toMs,
            }),
            ...(outputZeroMs !== undefined && {
              airedFromMs: outputZeroMs + fromMs,
              airedToMs: outputZeroMs + toMs,
            }),
          },
        };
      });
  }

  #speech({ startS, durationS, transcript }: Draft): Pick<FragmentView, 'words' | 'inserted'> {
    const said = this.#words.filter((word) => word.startS >= startS && word.startS < startS + durationS);
    if (said.length === 0) return { words: [], inserted: [] };
    const { found, inserted } = matchWords(
      said.map(({ word }) => word),
      transcript ?? '',
    );
    const words = said.map((word, index) => {
      return { word: word.word, startS: word.startS - startS, found: found[index] === true };
    });
    return { words, inserted };
  }

  #observe(name: string, data: unknown, atMs: number): void {
    if (name === 'fragment:data') {
      const { data: sent } = sentSchema.safeParse(data);
      if (sent === undefined) return;
      const { fragment_id: id, sequence_number: sequence, timestamp, audio } = sent.payload;
      const draft = this.#draft(id, sequence);
      Object.assign(draft, { startS: timestamp / 1000, durationS: audio.duration_ms / 1000 });
      draft.times.sentMs = atMs;
    } else if (name === 'fragment:ack') {
      const { data: ack } = ackSchema.safeParse(data);
      const draft = this.#drafts.get(ack?.payload.fragment_id ?? '');
      if (draft !== undefined && ack?.meta.direction !== 'worker-to-sts') draft.times.ackedMs ??= atMs;
    } else if (name === 'fragment:processed') {
      const { data: processed } = processedSchema.safeParse(data);
      if (processed === undefined) return;
      const { payload } = processed;
      const draft = this.#draft(payload.fragment_id, payload.sequence_number);
      draft.times.processedMs = atMs;
      draft.status = payload.status;
      draft.stages = stagesOf({ ...payload.metadata, ...payload.stage_timings });
      if (payload.processing_time_ms !== undefined) draft.processingMs = payload.processing_time_ms;
      if (payload.transcript !== undefined) draft.transcript = payload.transcript;
      if (payload.translated_text !== undefined) draft.translation = payload.translated_text;
      if (payload.error !== undefined) draft.error = `${payload.error.code}: ${payload.error.message}`;
    }
  }

  #addKept(output: unknown): void {
    for (const kept of keptFragmentsSchema.safeParse(output).data?.list ?? []) {
      if (this.#drafts.has(kept.fragmentId)) continue;
      const draft = this.#draft(kept.fragmentId, kept.sequenceNumber);
      const { status, startS, durationS, original, dubbed, transcript, translatedText, error } = kept;
      Object.assign(draft, { status, startS, durationS, stages: stagesOf(kept.stageTimings) });
      if (original !== undefined) draft.original = original;
      if (dubbed !== undefined) draft.dubbed = dubbed;
      if (transcript !== undefined) draft.transcript = transcript;
      if (translatedText !== undefined) draft.translation = translatedText;
      if (error !== undefined) draft.error = error;
      if (kept.processingTimeMs !== undefined) draft.processingMs = kept.processingTimeMs;
    }
  }

  #draft(id: string, sequence: number): Draft {
    const known = this.#drafts.get(id);
    if (known !== undefined) return known;
    const common = { status: 'unanswered', startS: 0, durationS: 0, stages: [], words: [], inserted: [] };
    const draft: Draft = { id, sequence, ...common, times: {} };
    this.#drafts.set(id, draft);
    return draft;
  }
}

function stagesOf(timings: Readonly<Record<string, number>>): StageView[] {
  return STAGES.flatMap(([field, name]) => {
    const durationMs = timings[field];
    return durationMs === undefined ? [] : [{ name, durationMs }];
  });
}

import type { RunEvent } from '../../../harness/engine/event.ts';
import { FragmentAudio } from './fragment-audio.ts';
import {
  ackSchema,
  clipSchema,
  type KeptFragment,
  processedSchema,
  readKeptFragments,
  sentSchema,
} from './fragment-payloads.ts';
import type { FragmentTimes, FragmentView, StageView } from './fragment-view.ts';
import { matchWords } from './spoken-words.ts';

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Draft = Writable<Omit<FragmentView, 'times' | 'words' | 'inserted' | 'original' | 'dubbed'>> & {
  readonly times: Writable<FragmentTimes>;
};

/** The reference points of all media times, in ms on the run's clock. */
export interface StreamTimes {
  readonly publishedMs?: number;
  /** When the worker aired media time 0 of the output. */
  readonly outputZeroMs?: number;
}

/** The fields of the STS service and the names of the stages, in processing order. */
const STAGES: readonly (readonly [field: string, name: string])[] = [
  ['queue_ms', 'queue'],
  ['decode_ms', 'decode'],
  ['asr_ms', 'ASR'],
  ['translation_ms', 'translation'],
  ['tts_ms', 'TTS'],
  ['encode_ms', 'encode'],
];

/** The status of a result that contains none. */
const NO_STATUS = 'no status';

/** Follows each fragment through the events that concern it. */
export class FragmentTraces {
  readonly #drafts = new Map<string, Draft>();
  readonly #audio = new FragmentAudio();
  #words: readonly { readonly startS: number; readonly word: string }[] = [];

  add(event: RunEvent): void {
    if (event.type === 'observation' && event.source === 'sts') {
      this.#observe(event.name, event.data, event.atMs);
    } else if (event.type === 'attachment') {
      this.#audio.addAttachment(event);
    } else if (event.type === 'step:end') {
      const clip = clipSchema.safeParse(event.result.output);
      if (clip.success) this.#words = clip.data.clip.words;
      for (const kept of readKeptFragments(event.result.output)) this.#addKept(kept);
    }
  }

  view(stream: StreamTimes): FragmentView[] {
    const drafts = [...this.#drafts.values()].toSorted(inOrder);
    const counts = new Map<number, number>();
    for (const { sequence } of drafts) counts.set(sequence, (counts.get(sequence) ?? 0) + 1);
    return drafts.map((draft) => ({
      ...draft,
      ...this.#speechOf(draft),
      ...this.#audio.filesOf(draft.id, draft.sequence, counts.get(draft.sequence) === 1),
      times: timesOf(draft, stream),
    }));
  }

  #speechOf({ startS, durationS, transcript }: Draft): Pick<FragmentView, 'words' | 'inserted'> {
    if (startS === undefined || durationS === undefined) return { words: [], inserted: [] };
    const spoken = this.#words.filter((word) => word.startS >= startS && word.startS < startS + durationS);
    const words = spoken.map((word) => ({ word: word.word, startS: word.startS - startS }));
    if (words.length === 0 || transcript === undefined) return { words, inserted: [] };
    const { found, inserted } = matchWords(
      words.map(({ word }) => word),
      transcript,
    );
    return { words: words.map((word, index) => ({ ...word, found: found[index] === true })), inserted };
  }

  #observe(name: string, data: unknown, atMs: number): void {
    if (name === 'fragment:data') {
      const { data: sent } = sentSchema.safeParse(data);
      if (sent === undefined) return;
      const { fragment_id: id, sequence_number: sequence, timestamp, audio } = sent.payload;
      const draft = this.#draft(id, sequence);
      draft.startS = timestamp / 1000;
      if (audio?.duration_ms !== undefined) draft.durationS = audio.duration_ms / 1000;
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
      draft.status = payload.status ?? NO_STATUS;
      draft.stages = stagesOf({ ...payload.metadata, ...payload.stage_timings });
      if (payload.processing_time_ms !== undefined) draft.processingMs = payload.processing_time_ms;
      if (payload.transcript !== undefined) draft.transcript = payload.transcript;
      if (payload.translated_text !== undefined) draft.translation = payload.translated_text;
      if (payload.error !== undefined) draft.error = `${payload.error.code}: ${payload.error.message}`;
    }
  }

  /** Observed events take precedence over the step's output, except for the audio files. */
  #addKept(kept: KeptFragment): void {
    this.#audio.addKept(kept);
    if (this.#drafts.has(kept.fragmentId)) return;
    const draft = this.#draft(kept.fragmentId, kept.sequenceNumber);
    const { startS, durationS, transcript, translatedText, error, processingTimeMs } = kept;
    draft.status = kept.status ?? NO_STATUS;
    draft.stages = stagesOf(kept.stageTimings ?? {});
    if (startS !== undefined) draft.startS = startS;
    if (durationS !== undefined) draft.durationS = durationS;
    if (transcript !== undefined) draft.transcript = transcript;
    if (translatedText !== undefined) draft.translation = translatedText;
    if (error !== undefined) draft.error = error;
    if (processingTimeMs !== undefined) draft.processingMs = processingTimeMs;
  }

  #draft(id: string, sequence: number): Draft {
    const known = this.#drafts.get(id);
    if (known !== undefined) return known;
    const draft: Draft = { id, sequence, status: 'unanswered', stages: [], times: {} };
    this.#drafts.set(id, draft);
    return draft;
  }
}

/** By time of sending; fragments of a re-evaluated run, which have none, by media time. */
function inOrder(a: Draft, b: Draft): number {
  return (
    (a.times.sentMs ?? a.times.processedMs ?? 0) - (b.times.sentMs ?? b.times.processedMs ?? 0) ||
    (a.startS ?? 0) - (b.startS ?? 0)
  );
}

function timesOf({ startS, durationS, times }: Draft, stream: StreamTimes): FragmentTimes {
  if (startS === undefined || durationS === undefined) return times;
  const { publishedMs, outputZeroMs } = stream;
  const [fromMs, toMs] = [startS * 1000, (startS + durationS) * 1000];
  return {
    ...times,
    ...(publishedMs !== undefined && {
      capturedFromMs: publishedMs + fromMs,
      capturedToMs: publishedMs + toMs,
    }),
    ...(outputZeroMs !== undefined && {
      airedFromMs: outputZeroMs + fromMs,
      airedToMs: outputZeroMs + toMs,
    }),
  };
}

function stagesOf(timings: Readonly<Record<string, number>>): StageView[] {
  return STAGES.flatMap(([field, name]) => {
    const durationMs = timings[field];
    return durationMs === undefined ? [] : [{ name, durationMs }];
  });
}

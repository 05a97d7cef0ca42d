import type { Semaphore } from '../../../lib/semaphore.ts';
import { type AudioKind, describeUnknownAudio, detectAudioKind } from '../../contracts/audio-kind.ts';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { decodeAudio, SPEECH_RATE_HZ } from '../audio/decode-audio.ts';
import { durationMetadata } from '../audio/duration-metadata.ts';
import { aacSampleRateHz, encodeAudio } from '../audio/encode-audio.ts';
import { planLength, sourceDurationMs } from '../audio/length-plan.ts';
import { durationOfMs, type PcmAudio } from '../audio/pcm-audio.ts';
import { isSilent, SILENCE } from '../audio/silence.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';
import {
  describeLanguagePairs,
  findLanguagePair,
  type LanguagePair,
  languagePairsOf,
} from '../providers/language-pair.ts';
import type { Providers } from '../providers/provider-table.ts';
import {
  type FragmentProcessor,
  type FragmentResult,
  type FragmentTask,
  failedResult,
} from './fragment-processor.ts';
import { StageClock, StageError } from './stage-clock.ts';

/** Resources of dubbing. */
export interface DubbingSetup {
  readonly providers: Providers;
  /** Limits the fragments that are dubbed in parallel, over all sessions. */
  readonly semaphore: Semaphore;
  readonly scratch: ScratchFolder;
  readonly metrics: StsMetrics;
}

/** Findings about a fragment so far; part of its result even when a later stage fails. */
type Findings = Pick<FragmentResult, 'transcript' | 'translated_text'> & {
  metadata: Record<string, unknown>;
};

/** Dubs fragments: decode → recognise → translate → synthesise → fit to the duration of the source and encode. */
export function createDubbingProcessor(setup: DubbingSetup): FragmentProcessor {
  const { asr, translator, tts } = setup.providers;
  const pairs = languagePairsOf(asr, translator, tts);
  return {
    async process(task, signal) {
      const clock = new StageClock(task.onStage, setup.metrics);
      const findings: Findings = { metadata: {} };
      const result = await dub(setup, pairs, task, clock, findings, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        if (!(error instanceof StageError)) throw error;
        task.log.warn({ err: error.cause, stage: error.stage, code: error.code }, error.message);
        return failedResult(error.code, error.stage, error.message);
      });
      // Receivers may require all three; a stage that did not run has no time.
      const timings = clock.timings('asr', 'translation', 'tts');
      const isComplete = Object.keys(timings).length === 3;
      const otherTimings = {
        ...(isComplete ? {} : timings),
        ...clock.timings('queue', 'decode', 'encode'),
      };
      return {
        ...findings,
        ...result,
        ...(isComplete && { stage_timings: timings }),
        metadata: { ...findings.metadata, ...otherTimings },
      };
    },
  };
}

/** Rejects unsupported languages and audio at once; other fragments wait for the semaphore. */
async function dub(
  setup: DubbingSetup,
  pairs: readonly LanguagePair[],
  task: FragmentTask,
  clock: StageClock,
  findings: Findings,
  signal: AbortSignal,
): Promise<FragmentResult> {
  const { source_language, target_language } = task.config;
  const pair = findLanguagePair(pairs, source_language, target_language);
  if (pair === undefined) {
    const message = `Cannot dub ${source_language}→${target_language}. Supported: ${describeLanguagePairs(pairs)}.`;
    throw new StageError('UNSUPPORTED_LANGUAGE', 'translation', message);
  }
  const source = readSource(task.fragment.audio);
  findings.metadata.source_format = source.kind.container;
  const leave = await clock.time('queue', () => setup.semaphore.enter(signal));
  return await dubSource(setup, source, pair, task, clock, findings, signal).finally(leave);
}

interface Source {
  readonly bytes: Uint8Array;
  readonly kind: AudioKind;
}

/** @throws {StageError} when the bytes are not audio of a known kind */
function readSource(audio: FragmentAudio): Source {
  const bytes = Buffer.from(audio.data_base64, 'base64');
  const kind = detectAudioKind(bytes, audio.format);
  if (kind !== undefined) return { bytes, kind };
  throw new StageError('INVALID_AUDIO_FORMAT', 'decode', describeUnknownAudio(bytes, audio.format));
}

async function dubSource(
  { providers, scratch }: DubbingSetup,
  { bytes, kind }: Source,
  pair: LanguagePair,
  { fragment: { audio }, config, deadlineMs }: FragmentTask,
  clock: StageClock,
  findings: Findings,
  signal: AbortSignal,
): Promise<FragmentResult> {
  const { metadata } = findings;
  const limits = { signal, deadlineMs };
  const samples = await clock.time('decode', () => decodeAudio(bytes, audio, kind, scratch, signal));
  const decodedMs = (samples.length / SPEECH_RATE_HZ) * 1000;
  const sourceMs = sourceDurationMs(decodedMs, audio.duration_ms, audio.sample_rate_hz);
  metadata.original_duration_ms = Math.round(sourceMs);
  const target = { sampleRateHz: aacSampleRateHz(config.sample_rate_hz), channels: config.channels };
  const encode = (audio: PcmAudio, tempo: number, durationMs: number) =>
    clock.time('encode', () => encodeAudio(audio, { ...target, tempo, durationMs }, scratch, signal));
  const answerSilence = async (): Promise<FragmentResult> => {
    findings.transcript = '';
    findings.translated_text = '';
    Object.assign(metadata, durationMetadata(sourceMs, sourceMs, 1));
    return { status: 'success', dubbed_audio: await encode(SILENCE, 1, sourceMs) };
  };
  if (isSilent(samples, SPEECH_RATE_HZ)) return await answerSilence();

  const recognised = await clock.time('asr', () =>
    providers.asr.transcribe(samples, pair, config.domain_hints, limits),
  );
  metadata.asr_model = recognised.model;
  if (recognised.text === '') return await answerSilence();
  findings.transcript = recognised.text;

  const translated = await clock.time('translation', () =>
    providers.translator.translate(recognised.text, pair, limits),
  );
  metadata.translation_model = translated.model;
  findings.translated_text = translated.text;

  const synthesised = await clock.time('tts', () =>
    providers.tts.synthesise(translated.text, pair, config.voice_profile, limits),
  );
  metadata.tts_model = synthesised.model;

  const speechMs = durationOfMs(synthesised.audio);
  const { tempo, durationMs, off, status } = planLength(speechMs, sourceMs);
  metadata.speech_ms = Math.round(speechMs);
  Object.assign(metadata, durationMetadata(sourceMs, durationMs, tempo));
  if (status === 'failed') {
    const message = `The speech takes ${Math.round(durationMs)} ms at double speed, ${Math.round(off * 100)} % more than the ${Math.round(sourceMs)} ms of its source. The limit is 20 %.`;
    throw new StageError('DURATION_MISMATCH_EXCEEDED', 'tts', message);
  }
  return { status, dubbed_audio: await encode(synthesised.audio, tempo, durationMs) };
}
